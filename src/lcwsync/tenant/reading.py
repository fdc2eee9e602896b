"""Reads of what a plan compares: lists, single objects, and both without an expansion that the service refuses.

Reads that do not depend on each other run side by side.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from lcwsync.model.extension import LiveExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.http.batch import BATCH_SIZE, Batches
from lcwsync.tenant.http.calls import OnProgress
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.failure import FailureKind, GraphFailure, bad_answer
from lcwsync.tenant.http.requests import GraphRequest, request_to, together
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.looks import APPS, FILTER, SCOPES, Look, Looked, address
from lcwsync.tenant.paths import DELETED, EXTENSIONS, SETTINGS, TAP_POLICY, WORKFLOWS
from lcwsync.tenant.wire.extension import live_extension
from lcwsync.tenant.wire.json import Node
from lcwsync.tenant.wire.policy import settings, tap_policy
from lcwsync.tenant.wire.workflow import live_workflow
from lcwsync.values.json import JsonObject

if TYPE_CHECKING:
    import asyncio

_SCOPES = {"$expand": SCOPES}
_APPS = {"$expand": APPS}

_SAYS_NOTHING_OF_OPTIONS = frozenset({0, 401, 429})
"""Statuses that no option of a query can be the cause of; 0 is no answer. An option that no page names may be refused
with any other."""

T = TypeVar("T")
S = TypeVar("S")


class Reads:
    """The reads of `tenant.port.Tenant` that a plan needs. Every method raises GraphFailure."""

    def __init__(
        self,
        door: GraphDoor,
        batches: Batches,
        *,
        sandbox: bool,
        passes: bool,
        claimed_id: str | None,
        on_progress: OnProgress,
        on_note: Callable[[str], None],
    ) -> None:
        self._on_note = on_note
        self._door = door
        self._batches = batches
        self._sandbox = sandbox
        self._passes = passes
        self._claimed_id = claimed_id
        self._on_progress = on_progress
        self._identity: TenantIdentity | None = None
        self._refused: set[str] = set()
        self._unread: list[str] = []

    async def identity(self) -> TenantIdentity:
        """Read once. Where the organisation may not be read, the tenant id in the token is taken."""
        if self._identity is None:
            try:
                listed = await self._door.read(request_to("GET", "/organization", {"$select": "id,displayName"}))
            except GraphFailure as failure:
                if failure.kind is not FailureKind.FORBIDDEN or self._claimed_id is None:
                    raise
                listed = [{"id": self._claimed_id}]
            organisations = Node({"organization": listed}, "answer").objects("organization") or (
                Node({}, "organization"),
            )
            self._identity = TenantIdentity(
                id=organisations[0].required_text("id").lower(),
                name=organisations[0].text("displayName") or "",
                sandbox=self._sandbox,
            )
        return self._identity

    async def existing(self, *, tap_policy: bool, settings: bool, extensions: bool) -> Existing:
        async with together() as group:
            workflows = group.create_task(self.workflows())
            group.create_task(self.identity())
            read_policy = group.create_task(self.tap_policy()) if tap_policy else None
            read_settings = group.create_task(self.settings()) if settings else None
            read_extensions = group.create_task(self.extensions()) if extensions else None
        return Existing(
            workflows=workflows.result(),
            tap_policy=read_policy.result() if read_policy else None,
            settings=read_settings.result() if read_settings else None,
            extensions=read_extensions.result() if read_extensions else (),
        )

    async def workflows(self) -> tuple[LiveWorkflow, ...]:
        """The list shows neither tasks nor conditions, so each workflow is read as well, twenty in a batch."""
        return await self._each(WORKFLOWS, expand=_SCOPES)

    async def workflows_named(self, display_name: str) -> tuple[LiveWorkflow, ...]:
        """`$filter` would leave the comparison to the service, so the list is compared here."""
        wanted = display_name.casefold()
        return await self._each(
            WORKFLOWS,
            expand=_SCOPES,
            keep=lambda node: (node.text("displayName") or "").casefold() == wanted,
        )

    async def deleted_workflows(self) -> tuple[LiveWorkflow, ...]:
        deleted = await self._each(DELETED)
        return tuple(sorted(deleted, key=lambda live: live.deleted or "", reverse=True))

    async def tap_policy(self) -> TapPolicy | None:
        if not self._passes:
            return None
        return tap_policy(await self._door.send(request_to("GET", TAP_POLICY), idempotent=True))

    async def settings(self) -> LifecycleSettings:
        return settings(await self._door.send(request_to("GET", SETTINGS), idempotent=True))

    async def extensions(self) -> tuple[LiveExtension, ...]:
        items = await self._expanded(_APPS, lambda query: self._door.collection(request_to("GET", EXTENSIONS, query)))
        return tuple(live_extension(item) for item in items)

    async def _each(
        self,
        path: str,
        *,
        expand: Mapping[str, str] | None = None,
        keep: Callable[[Node], bool] = lambda _: True,
    ) -> tuple[LiveWorkflow, ...]:
        """The workflows of a list, each read whole as soon as a page has named it. One that disappears in between is
        not there."""
        paths: list[str] = []
        self._unread = []
        listed: int | None = None
        done = 0

        async def read(paths: Sequence[str]) -> list[LiveWorkflow]:
            nonlocal done
            found = await self._batch(paths, expand)
            done += len(paths)
            self._on_progress("workflows", done, listed)
            return found

        self._on_progress("workflows", done, listed)
        async with together() as group:
            reads: list[asyncio.Task[list[LiveWorkflow]]] = []
            async for page in self._door.pages(request_to("GET", path)):
                nodes = [Node.of(item, "list") for item in page]
                ids = [id_segment(node.required_text("id")) for node in nodes if keep(node)]
                paths += [f"{path}/{id_}" for id_ in ids]
                while len(paths) >= BATCH_SIZE:
                    reads.append(group.create_task(read(paths[:BATCH_SIZE])))
                    del paths[:BATCH_SIZE]
            listed = len(reads) * BATCH_SIZE + len(paths)
            if paths:
                reads.append(group.create_task(read(paths)))
        self._on_progress("workflows", done, done)
        if self._unread and path == WORKFLOWS:
            await self._check_gone(path, self._unread)
        return tuple(live for read in reads for live in read.result())

    async def _check_gone(self, path: str, unread: Sequence[str]) -> None:
        """Raises GraphFailure for a workflow that the list still names although its own read answers that it does not
        exist: left out, it would count as one to create. A list that is late names deleted ones, too: the deleted items
        answer with those."""
        items = [item async for page in self._door.pages(request_to("GET", path)) for item in page]
        ids = [id_segment(Node.of(item, "list").required_text("id")) for item in items]
        still = sorted(id_ for id_ in ids if f"{path}/{id_}" in unread)
        deleted = await self._batches.read([f"{DELETED}/{id_}" for id_ in still])
        if there := [id_ for id_, answer in zip(still, deleted, strict=True) if answer is None]:
            message = f"it is listed, and answers that it does not exist ({len(there)} of them)"
            raise bad_answer("GET", f"{path}/{there[0]}", message)

    async def _batch(self, paths: Sequence[str], expand: Mapping[str, str] | None) -> list[LiveWorkflow]:
        def get(query: Mapping[str, str]) -> Awaitable[list[object]]:
            options = "".join(f"?{name}={value}" for name, value in query.items())
            return self._batches.read([path + options for path in paths])

        answers = await (self._expanded(expand, get) if expand else get({}))
        if expand and (gone := [at for at, answer in enumerate(answers) if answer is None]):
            # What is expanded may be missing, and not the workflow itself.
            alone = await self._batches.read([paths[at] for at in gone])
            answers = [alone[gone.index(at)] if at in gone else answer for at, answer in enumerate(answers)]
        self._unread += [path for path, answer in zip(paths, answers, strict=True) if answer is None]
        return [live_workflow(answer) for answer in await self._with_tasks(answers) if answer is not None]

    async def _with_tasks(self, answers: Sequence[object]) -> list[object]:
        """The workflows, with their tasks read from their own list where an answer lacks them: a service that is asked
        for something else may leave them out, as it does with `$select`."""
        whole = list(answers)
        lacking = {
            at: answer
            for at, answer in enumerate(answers)
            if isinstance(answer, dict) and "tasks" not in answer and answer.get("deletedDateTime") is None
        }
        if lacking:
            paths = [f"{WORKFLOWS}/{id_segment(str(answer.get('id')))}/tasks" for answer in lacking.values()]
            for (at, answer), listed in zip(lacking.items(), await self._batches.read(paths), strict=True):
                if isinstance(listed, dict) and isinstance(tasks := listed.get("value"), list):
                    whole[at] = {**answer, "tasks": tasks}
        return whole

    async def look(self, looks: Sequence[Look[Any]]) -> Looked:
        """The answers to several looks: one GET for one of them, one `$batch` for more. Pages are followed."""
        looks = list(dict.fromkeys(looks))
        if len(looks) == 1:
            return Looked({looks[0]: looks[0].read(await self._look_alone(looks[0]))})
        try:
            answers = await self._batches.read([address(look, self._refused) for look in looks])
        except GraphFailure as failure:
            if failure.status in _SAYS_NOTHING_OF_OPTIONS:
                raise
            # Alone each of them tells which option it is that the service refuses.
            return Looked({look: look.read(await self._look_alone(look)) for look in looks})
        return Looked(
            {
                look: look.read(
                    await self._look_alone(look)
                    # What is expanded may be missing, and not the object itself.
                    if answer is None and self._used(look)
                    else await self._whole(look, answer)
                )
                for look, answer in zip(looks, answers, strict=True)
            }
        )

    async def _look_alone(self, look: Look[Any]) -> object:
        """The answer: a list of objects, or an object, or None when the service answers that it does not exist."""
        used = self._used(look)
        try:
            answer = await self._door.send(self._request(look), idempotent=True)
        except GraphFailure as failure:
            missing = failure.kind is FailureKind.NOT_FOUND and not look.listed
            if failure.status in _SAYS_NOTHING_OF_OPTIONS or not used:
                if missing:
                    return None
                raise
            try:
                answer = await self._door.send(request_to("GET", address(look, self._refused | used)), idempotent=True)
            except GraphFailure as again:
                if again.kind is FailureKind.NOT_FOUND and not look.listed:
                    return None
                raise
            if failure.kind is not FailureKind.NOT_FOUND:  # that may have been a list ahead of its objects
                self._refused |= used
        return await self._whole(look, answer)

    def _used(self, look: Look[Any]) -> set[str]:
        """The options of a look that the service may refuse and has not refused yet."""
        return {look.expand or "", FILTER if look.filter else ""} - {""} - self._refused

    async def _whole(self, look: Look[Any], answer: object) -> object:
        """All pages of a list; a workflow with its tasks."""
        if look.listed:
            return await self._all_pages(look, answer)
        if look.expand == SCOPES:
            (answer,) = await self._with_tasks([answer])
        return answer

    async def _all_pages(self, look: Look[Any], first: object) -> list[JsonObject]:
        if not isinstance(first, dict):
            raise bad_answer("GET", look.path, "a list was expected")
        return [item async for page in self._door.further(self._request(look), first) for item in page]

    def _request(self, look: Look[Any]) -> GraphRequest:
        return request_to("GET", address(look, self._refused))

    async def workflow(self, workflow_id: str) -> LiveWorkflow | None:
        found = await self._found(f"{WORKFLOWS}/{id_segment(workflow_id)}", lambda answer: answer, expand=_SCOPES)
        (whole,) = await self._with_tasks([found])
        return None if whole is None else live_workflow(whole)

    async def extension(self, extension_id: str) -> LiveExtension | None:
        return await self._found(f"{EXTENSIONS}/{id_segment(extension_id)}", live_extension, expand=_APPS)

    async def _found(
        self,
        path: str,
        read: Callable[[object], T],
        *,
        expand: Mapping[str, str] | None = None,
    ) -> T | None:
        """One object, or None when the service answers that it does not exist."""

        def get(query: Mapping[str, str]) -> Awaitable[object]:
            return self._door.send(request_to("GET", path, query), idempotent=True)

        try:
            return read(await (self._expanded(expand, get) if expand else get({})))
        except GraphFailure as failure:
            if failure.kind is FailureKind.NOT_FOUND:
                return None
            raise

    async def _expanded(self, query: Mapping[str, str], get: Callable[[Mapping[str, str]], Awaitable[S]]) -> S:
        """A read with `$expand`. A service that refuses the expansion is asked without it from then on: what it would
        have shown is then unknown, which is not the same as empty."""
        expansion = query["$expand"]
        if expansion not in self._refused:
            try:
                return await get(query)
            except GraphFailure as failure:
                if failure.status in _SAYS_NOTHING_OF_OPTIONS:
                    raise
                missing = failure.kind is FailureKind.NOT_FOUND
            answer = await get({})
            if not missing and expansion not in self._refused:
                shown = expansion.rpartition("/")[2]
                self._on_note(f"note: the service does not show {shown}: they cannot be compared")
                self._refused.add(expansion)
            return answer
        return await get({})
