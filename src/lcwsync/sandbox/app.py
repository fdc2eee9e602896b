"""The sandbox tenant as an ASGI application that speaks the part of Microsoft Graph v1.0 lcwsync uses."""

import json
import re
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime
from functools import cache
from uuid import uuid4

from lcwsync.sandbox.doubts import refuse_expansion
from lcwsync.sandbox.engine.changes import watch
from lcwsync.sandbox.faults import effects as fault_effects
from lcwsync.sandbox.faults.faults import Fault, FaultKind, Faults
from lcwsync.sandbox.http import batch
from lcwsync.sandbox.http.counts import with_counts
from lcwsync.sandbox.http.permissions import caller_of, check_licence, check_permissions, is_lifecycle_path
from lcwsync.sandbox.http.routing import JSON, Caller, GraphError, Request, Response, Route, Router, query_options
from lcwsync.sandbox.lifecycle.views import hide_new_members
from lcwsync.sandbox.store import JsonObject, Store

Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

REQUESTS_KEPT = 10_000
"""Requests the log of an application holds."""

_STATES_KEPT = 200
"""States of the past that lagging reads may show."""

_PREFIX = re.compile(r"/v1\.0(?=/)", re.IGNORECASE)
_NOBODY = Caller(id="")


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """A request as it came in: `path` below `/v1.0`, `query` decoded. `batched`: as part of a `$batch`."""

    method: str
    path: str
    query: str = ""
    body: JsonObject | None = None
    batched: bool = False


class SandboxApp:
    """An ASGI application over one store.

    `faults` says what goes wrong; `token_permissions` is what a token holds that is not a JWT (None: everything);
    `page_size` is the number of objects on one page of a list. A broken or refused connection leaves the application as
    `ConnectionDropped` or `ConnectionRefused_`: the transport in front of it makes it true.
    """

    def __init__(
        self,
        store: Store,
        *,
        faults: Faults | None = None,
        token_permissions: frozenset[str] | None = None,
        page_size: int = 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self.faults = faults or Faults()
        self.token_permissions = token_permissions
        self.page_size = page_size
        self.requests: deque[RequestSeen] = deque(maxlen=REQUESTS_KEPT)
        self._before_last_write: Store | None = None
        self._clock = clock
        self._past: deque[tuple[float, Store]] = deque(maxlen=_STATES_KEPT)
        """Each state that a write ended, with the time of that write, while reads may lag."""

    async def __call__(self, scope: MutableMapping[str, object], receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            raise ValueError(f"the sandbox speaks HTTP only, not {scope['type']}")
        request, problem = _read(scope, await _body(receive))
        response = await self.answer(request, problem)
        body = response.encoded()
        headers = {"content-length": str(len(body)), **response.headers}
        if response.body is not None:
            headers.setdefault("content-type", "text/plain" if isinstance(response.body, str) else JSON)
        pairs = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})

    async def answer(self, request: Request, problem: GraphError | None = None, *, batched: bool = False) -> Response:
        """Carry out one request; `problem` is what was wrong with it before it got here."""
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        self.requests.append(RequestSeen(request.method, request.path, query, request.body, batched))
        headers = {"request-id": str(uuid4()), "odata-version": "4.0"}
        if client_id := request.headers.get("client-request-id"):
            headers["client-request-id"] = client_id
        acting = self.faults.take(
            request.method,
            request.path,
            later_page="$skiptoken" in request.query,
            written=self._before_last_write is not None,
        )
        try:
            for fault in acting:
                await fault_effects.before(fault, request, self.store)
        except GraphError as error:
            return _refusal(error, headers, self.store)
        try:
            headers["date"] = format_datetime(self.store.now(), usegmt=True)
            if problem is not None:
                raise problem
            carried_out = await self._carry_out(request, acting)
            response = replace(carried_out, headers={**headers, **carried_out.headers})
        except GraphError as error:
            response = _refusal(error, headers, self.store)
        except sqlite3.Error as error:
            message = f"The sandbox's database cannot be used: {error}"
            response = Response(503, {"error": {"code": "ServiceUnavailable", "message": message}}, headers)
        for fault in acting:
            response = fault_effects.after(fault, response)
        return response

    async def _carry_out(self, request: Request, acting: Collection[Fault]) -> Response:
        faults = {fault.kind for fault in acting}
        caller = caller_of(request.headers.get("authorization"), opaque=self.token_permissions)
        if request.path.lower() == "/$batch":
            return await batch.answer(request, lambda part: self.answer(part, batched=True))
        route, params = _route(request.method, request.path)
        request = replace(request, params=params, caller=caller, page_size=self.page_size)
        if not _served_by_role(request, self.store):
            check_permissions(caller, route)
        check_licence(self.store, request.path)
        refuse_expansion(request, self.store)
        if moved := (FaultKind.PAGE_SKIPS in faults) - (FaultKind.PAGE_REPEATS in faults):
            request = replace(request, query={**request.query, "$skiptoken": _moved(request, moved)})
        if request.method == "GET":
            before = self._before_last_write if FaultKind.STALE_READ in faults else None
            for fault in acting:
                if fault.kind is FaultKind.LAG:
                    before = self._as_of(self._clock() - float(fault.value or 30))
            return _shown(request, route.handler(request, before or self.store))
        if self.faults.expects(FaultKind.STALE_READ):
            self._before_last_write = self.store.copy()
        if self.faults.expects(FaultKind.LAG):
            self._past.append((self._clock(), self.store.copy()))
        self.store.equal_names = FaultKind.EQUAL_NAMES in faults
        try:
            with self.store.transaction():
                response = _shown(request, route.handler(request, self.store))
                if is_lifecycle_path(request.path):
                    watch(self.store)
                if FaultKind.NOT_STORED in faults:
                    raise _Forget
        except _Forget:
            pass
        return response

    def _as_of(self, moment: float) -> Store | None:
        """The state at a moment; None when nothing was written since."""
        return next((state for at, state in self._past if at > moment), None)


def _served_by_role(request: Request, store: Store) -> bool:
    """Whether a role on a catalog stands for the permission that the caller may lack."""
    if request.caller.permissions is None or "/entitlementmanagement/" not in request.path.lower():
        return False
    from lcwsync.sandbox.entitlement.catalog_roles import writes_by_role

    return writes_by_role(request, store)


class _Forget(Exception):  # noqa: N818 - a signal, not an error
    """Undoes the transaction of a write that is accepted and not stored."""


@cache
def _router() -> Router:
    from lcwsync.sandbox.directory import routes as directory
    from lcwsync.sandbox.entitlement import catalog_roles, catalogs, packages, requests
    from lcwsync.sandbox.entitlement import policies as assignment_policies
    from lcwsync.sandbox.lifecycle import (
        container,
        definitions,
        deleted,
        extensions,
        policy,
        settings,
        templates,
        versions,
        workflows,
    )

    return Router(
        (
            *container.ROUTES,
            *with_counts(
                (
                    *workflows.ROUTES,
                    *versions.ROUTES,
                    *deleted.ROUTES,
                    *settings.ROUTES,
                    *extensions.ROUTES,
                    *definitions.ROUTES,
                    *templates.ROUTES,
                ),
                container.COUNTED,
            ),
            *policy.ROUTES,
            *directory.ROUTES,
            *catalogs.ROUTES,
            *catalog_roles.ROUTES,
            *packages.ROUTES,
            *assignment_policies.ROUTES,
            *requests.ROUTES,
        )
    )


@cache
def _engine_router() -> Router:
    """Runs, their reports and passes: a plan asks for none of them, and need not load the engine."""
    from lcwsync.sandbox.engine import actions, insights, pass_routes, previews, reports, subject_results
    from lcwsync.sandbox.lifecycle.container import COUNTED

    routes = (*actions.ROUTES, *previews.ROUTES, *reports.ROUTES, *subject_results.ROUTES, *insights.ROUTES)
    return Router((*with_counts(routes, COUNTED), *pass_routes.ROUTES))


def _route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route and its placeholders. Raises GraphError when the path or the method is unknown."""
    try:
        return _router().find(method, path)
    except GraphError as unknown:
        try:
            return _engine_router().find(method, path)
        except GraphError as error:
            raise (error if error.status == 405 else unknown) from None


def _moved(request: Request, by: int) -> str:
    token = request.query.get("$skiptoken", "0")
    return str(max(0, int(token) + by)) if token.isdecimal() else token


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        chunks.append(chunk if isinstance(chunk, bytes) else b"")
        if not message.get("more_body"):
            return b"".join(chunks)


def _read(scope: MutableMapping[str, object], raw: bytes) -> tuple[Request, GraphError | None]:
    pairs = scope.get("headers")
    assert isinstance(pairs, Sequence)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
    sent = str(scope["path"])
    encoded = scope.get("query_string", b"")
    assert isinstance(encoded, bytes)
    problem: GraphError | None = None
    prefix = _PREFIX.match(sent)
    if prefix is None:
        problem = GraphError(400, "BadRequest", f"Invalid version: {sent}")
    body: JsonObject | None = None
    try:
        body = _object(raw) if raw else None
    except (ValueError, RecursionError):
        problem = problem or GraphError(400, "BadRequest", "Unable to read JSON request payload.")
    request = Request(
        method=str(scope["method"]).upper(),
        path=(sent[prefix.end() :] if prefix else sent).rstrip("/") or "/",
        query=query_options(encoded.decode("latin-1")),
        headers=headers,
        body=body,
        base=f"{scope.get('scheme', 'http')}://{headers.get('host', 'sandbox')}/v1.0",
        caller=_NOBODY,
    )
    return request, problem


def _object(raw: bytes) -> JsonObject:
    """The JSON object of a body. Raises ValueError for anything else, half characters and NaN included."""
    loaded = json.loads(raw, parse_constant=_no_number)
    if not isinstance(loaded, dict):
        raise ValueError("not an object")
    json.dumps(loaded, ensure_ascii=False).encode()
    return loaded


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _shown(request: Request, response: Response) -> Response:
    """Lifecycle Workflows hides enumeration members newer than the caller unless it asks for them."""
    if not isinstance(response.body, dict) or not is_lifecycle_path(request.path):
        return response
    if "include-unknown-enum-members" in request.headers.get("prefer", ""):
        applied = {**response.headers, "preference-applied": "include-unknown-enum-members"}
        return Response(response.status, response.body, applied)
    return Response(response.status, hide_new_members(response.body), response.headers)


def _refusal(error: GraphError, headers: Mapping[str, str], store: Store) -> Response:
    inner: JsonObject = {
        "date": store.now().strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": headers["request-id"],
        "client-request-id": headers.get("client-request-id", headers["request-id"]),
    }
    body: JsonObject = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
    return Response(error.status, body, {**headers, **error.headers})
