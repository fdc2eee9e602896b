"""What a fault does to a request, before and after it is carried out."""

import asyncio

from lcwsync.sandbox.faults import another_admin
from lcwsync.sandbox.faults.faults import ConnectionDropped, ConnectionRefused_, Fault, FaultKind
from lcwsync.sandbox.http.routing import JSON, GraphError, Request, Response
from lcwsync.sandbox.store import Store


async def before(fault: Fault, request: Request, store: Store) -> None:
    """What a fault does before the request is carried out; raising ends the request."""
    match fault.kind:
        case FaultKind.SLOW:
            await asyncio.sleep(float(fault.value or 1))
        case FaultKind.REFUSE:
            raise ConnectionRefused_("connection refused")
        case FaultKind.RESET_BEFORE:
            raise ConnectionDropped("before")
        case FaultKind.THROTTLE:
            headers = {} if fault.value is None else {"Retry-After": fault.value}
            raise GraphError(429, "TooManyRequests", "Too many requests.", headers=headers)
        case FaultKind.STATUS:
            status = int(fault.value or 500)
            raise GraphError(status, _CODES.get(status, "UnknownError"), "The service failed to answer.")
        case FaultKind.PAGE_FAILS:
            raise GraphError(500, "InternalServerError", "The service failed to answer.")
        case FaultKind.EXPIRED_TOKEN:
            message = "Lifetime validation failed, the token is expired."
            raise GraphError(401, "InvalidAuthenticationToken", message)
        case FaultKind.FORBIDDEN:
            message = "Insufficient privileges to complete the operation."
            raise GraphError(403, "Authorization_RequestDenied", message)
        case (
            FaultKind.NAME_TAKEN | FaultKind.CHANGED_BY_OTHER | FaultKind.RENAMED_BY_OTHER | FaultKind.DELETED_BY_OTHER
        ):
            with store.transaction():
                another_admin.act(fault, request, store)
        case _:
            pass


_CODES = {
    400: "BadRequest",
    404: "ResourceNotFound",
    409: "Conflict",
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


def after(fault: Fault, response: Response) -> Response:
    """What a fault does to the answer once the request has been carried out."""
    match fault.kind:
        case FaultKind.RESET_AFTER:
            raise ConnectionDropped("after")
        case FaultKind.TRUNCATE if response.body is not None:
            text = response.encoded().decode()
            return Response(response.status, text[: len(text) // 2], {**response.headers, "content-type": JSON})
        case FaultKind.NON_JSON:
            page = "<html><body>Sign in to the network to continue.</body></html>"
            return Response(200, page, {**response.headers, "content-type": "text/html"})
        case _:
            return response
