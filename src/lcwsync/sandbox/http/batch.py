"""`POST /$batch`: up to twenty requests in one (https://learn.microsoft.com/graph/json-batching)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import unquote, urlsplit
from zlib import crc32

from lcwsync.sandbox.http.routing import GraphError, Request, Response, query_options
from lcwsync.sandbox.store import JsonObject

MAX_REQUESTS = 20


async def answer(request: Request, respond: Callable[[Request], Awaitable[Response]]) -> Response:
    """Carry the parts out in order and answer them out of order, each with its own status.

    Raises GraphError 400 when the batch itself is malformed.
    """
    if request.method != "POST":
        raise GraphError(405, "Request_BadRequest", "A batch is sent with POST.")
    parts = _parts(request)
    answers: dict[str, Response] = {}
    for part_id, part, needs in parts:
        if any(need not in answers or answers[need].status >= 400 for need in needs):
            answers[part_id] = Response(424, _error("FailedDependency", "A request it depends on failed."))
        else:
            answers[part_id] = await respond(part)
    # Graph promises no order; a fixed disorder keeps a client from relying on one.
    responses = [_shown(id_, answers[id_]) for id_ in sorted(answers, key=lambda id_: crc32(id_.encode()))]
    return Response(200, {"@odata.context": request.context("$batch"), "responses": responses})


def _parts(request: Request) -> list[tuple[str, Request, list[str]]]:
    listed = (request.body or {}).get("requests")
    if not isinstance(listed, list) or not listed:
        raise GraphError(400, "BadRequest", "A batch needs a collection 'requests'.")
    if len(listed) > MAX_REQUESTS:
        raise GraphError(400, "BadRequest", f"A batch holds at most {MAX_REQUESTS} requests; it has {len(listed)}.")
    parts = [_part(request, item) for item in listed]
    ids = [part_id for part_id, _, _ in parts]
    if len(set(ids)) < len(ids):
        raise GraphError(400, "BadRequest", "The ids of the requests in a batch must differ.")
    if unknown := sorted({need for _, _, needs in parts for need in needs} - set(ids)):
        raise GraphError(400, "BadRequest", f"dependsOn names unknown requests: {', '.join(unknown)}.")
    return parts


def _part(request: Request, item: object) -> tuple[str, Request, list[str]]:
    if not isinstance(item, dict) or not all(isinstance(item.get(key), str) for key in ("id", "method", "url")):
        raise GraphError(400, "BadRequest", "Every request in a batch needs id, method and url.")
    headers = item.get("headers") or {}
    body = item.get("body")
    needs = item.get("dependsOn") or []
    url = urlsplit(item["url"] if item["url"].startswith("/") else "/" + item["url"])
    if not isinstance(headers, dict) or not isinstance(needs, list) or url.path.lower() == "/$batch":
        raise GraphError(400, "BadRequest", f"The request {item['id']!r} in the batch is malformed.")
    if body is not None and not isinstance(body, dict):
        raise GraphError(400, "BadRequest", f"The body of the request {item['id']!r} is not an object.")
    own = {str(name).lower(): str(value) for name, value in headers.items()}
    if body is not None and not own.get("content-type", "").startswith("application/json"):
        raise GraphError(400, "BadRequest", f"The request {item['id']!r} has a body and needs a Content-Type.")
    part = replace(
        request,
        method=item["method"].upper(),
        path=unquote(url.path).rstrip("/"),
        query=query_options(url.query),
        headers={"authorization": request.headers.get("authorization", ""), **own},
        body=body,
    )
    return item["id"], part, [str(need) for need in needs]


def _shown(part_id: str, response: Response) -> JsonObject:
    shown: JsonObject = {"id": part_id, "status": response.status, "headers": dict(response.headers)}
    if response.body is not None:
        shown["body"] = response.body
    return shown


def _error(code: str, message: str) -> JsonObject:
    return {"error": {"code": code, "message": message}}
