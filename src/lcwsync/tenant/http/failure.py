"""Failed calls to Graph, in the words of an administrator."""

from enum import StrEnum

from lcwsync.values.errors import TenantError
from lcwsync.values.secrets import without_secrets

_LICENCE_PREFIX = "insufficient license"
"""The one text that is matched: the service has no code for it."""


class FailureKind(StrEnum):
    """The kinds that call for different next steps."""

    UNREACHABLE = "unreachable"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    THROTTLED = "throttled"
    REFUSED = "refused"
    BROKEN = "broken"
    """The service failed, or the connection did."""
    BAD_ANSWER = "bad answer"
    OUT_OF_TIME = "out of time"
    """The command's deadline is over: nothing was sent."""


class GraphFailure(TenantError):  # noqa: N818 - what it is, as the other errors
    """A call that failed. `doubtful`: a write that may have been carried out all the same; look before sending again.

    `status` is 0 when there was no answer. `lasting`: it cannot pass by itself, so it is not tried again.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: FailureKind,
        method: str,
        path: str,
        hint: str | None = None,
        status: int = 0,
        code: str | None = None,
        request_id: str | None = None,
        doubtful: bool = False,
        lasting: bool = False,
        retry_after: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.method = method
        self.path = path
        self.status = status
        self.code = code
        self.request_id = request_id
        self.doubtful = doubtful
        self.lasting = lasting
        self.retry_after = retry_after
        """The header as sent: seconds or an HTTP date."""


def answered(
    method: str,
    path: str,
    *,
    status: int,
    code: str | None,
    message: str | None,
    request_id: str | None,
    retry_after: str | None,
) -> GraphFailure:
    """The failure for an answer of 400 and above. What the service said goes into many outputs, so no secret stays."""
    code, request_id = (without_secrets(said) if said else said for said in (code, request_id))
    kind = _KINDS.get(status, FailureKind.BROKEN if status >= 500 else FailureKind.REFUSED)
    said = f"{status} {code or ''}".strip() + (f": {message}" if message else "")
    traced = f" (request id {request_id})" if request_id else ""
    return GraphFailure(
        f"{method} {path} was answered {said}{traced}",
        kind=kind,
        method=method,
        path=path,
        hint=_hint(kind, method, path, message or "", retry_after),
        status=status,
        code=code,
        request_id=request_id,
        # A gateway can fail after the service has stored the change.
        doubtful=method != "GET" and status >= 500,
        retry_after=retry_after,
    )


def unreachable(
    method: str, path: str, url: str, reason: str, hint: str | None = None, *, lasting: bool = False
) -> GraphFailure:
    """The failure for a connection that was never made: nothing was sent. `hint`: the next step, where it is known."""
    return GraphFailure(
        f"{url} cannot be reached: {reason}",
        kind=FailureKind.UNREACHABLE,
        method=method,
        path=path,
        hint=hint or "check the network, the proxy and LCWSYNC_GRAPH_URL; `lcwsync doctor` shows which proxy is asked",
        lasting=lasting,
    )


def out_of_time(method: str, path: str, deadline: str) -> GraphFailure:
    """The failure for a request that was not sent, since the deadline of the command is over."""
    return GraphFailure(
        f"{deadline} is over: {method} {path} was not sent",
        kind=FailureKind.OUT_OF_TIME,
        method=method,
        path=path,
        hint="run the command again, with a later --deadline if the tenant is large or the service slow",
    )


def broken(method: str, path: str, reason: str) -> GraphFailure:
    """The failure for a connection that broke while the call was under way."""
    return GraphFailure(
        f"{method} {path} got an incomplete response: {reason}",
        kind=FailureKind.BROKEN,
        method=method,
        path=path,
        hint="run the command again; the next plan shows what is left to do",
        doubtful=method != "GET",
    )


def bad_answer(method: str, path: str, reason: str, *, request_id: str | None = None) -> GraphFailure:
    """The failure for an answer with a success status that cannot be read."""
    return GraphFailure(
        f"{method} {path} got an answer that cannot be read: {reason}",
        kind=FailureKind.BAD_ANSWER,
        method=method,
        path=path,
        hint="run the command again; if it stays so, something between here and Microsoft Graph changes answers",
        request_id=request_id,
        doubtful=method != "GET",
    )


_KINDS = {
    401: FailureKind.UNAUTHORISED,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    429: FailureKind.THROTTLED,
}


def _hint(kind: FailureKind, method: str, path: str, message: str, retry_after: str | None) -> str:
    from lcwsync.tenant.permissions import operation_of

    if message.lower().startswith(_LICENCE_PREFIX):
        return "the tenant needs a Microsoft Entra ID Governance or Microsoft Entra Suite licence"
    match kind:
        case FailureKind.UNAUTHORISED:
            return (
                "sign in again (`az login`, a new LCWSYNC_ACCESS_TOKEN, or run the job again): the token is missing, "
                "expired or made for something else"
            )
        case FailureKind.FORBIDDEN:
            operation = operation_of(method, path)
            if operation is None:
                return "the identity lacks a permission; `lcwsync doctor` lists what it holds"
            role = f"; a signed-in user also needs the role {operation.role}" if operation.role else ""
            doubt = f" ({operation.doubt})" if operation.doubt else ""
            return (
                f"grant {operation.least} with admin consent{doubt}{role}; if that is granted, look at the licence "
                "(Microsoft Entra ID Governance or Suite)"
            )
        case FailureKind.THROTTLED:
            waiting = f"in {retry_after} seconds" if retry_after and retry_after.isdecimal() else "in a few minutes"
            return f"the service asks for fewer calls; try again {waiting}"
        case FailureKind.NOT_FOUND:
            return "it was deleted in the meantime, or the identity may not see it; plan again"
        case FailureKind.BROKEN:
            return "the service failed; run the command again: the next plan shows what is left to do"
        case _:
            return "the service refuses the call; Microsoft support can find the reason by the request id"
