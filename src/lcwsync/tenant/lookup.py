"""Looking references up in Graph: where each kind lives, what its name is called, and the fewest requests for many."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lcwsync.model.references import Ref, RefKind
from lcwsync.tenant.http.batch import Batches
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.http.requests import request_to, side_by_side, together, with_body
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.names_only import shown_group
from lcwsync.tenant.paths import ENTITLEMENT
from lcwsync.tenant.wire.json import Node
from lcwsync.values.records import dataclass

NAMES_PER_FILTER = 15
"""`in` takes at most fifteen values (https://learn.microsoft.com/graph/filter-query-parameter)."""

_FILTER_LENGTH = 1500
"""Characters of one filter, so that the URL stays within what every proxy lets through."""

IDS_PER_CALL = 1000
"""directoryObjects/getByIds takes at most this many (https://learn.microsoft.com/graph/api/directoryobject-getbyids)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSource:
    """The list that holds the objects of one kind."""

    path: str
    """Below `/v1.0`."""
    id: str = "id"
    name: str = "displayName"
    filtered: bool = True
    """Whether the list takes `$filter` on the name; otherwise it is short and read whole."""
    membership: bool = True
    """Whether the filter may say `in`; otherwise `eq` joined by `or`."""
    directory_type: str | None = None
    """The type getByIds knows it by; None when it is no directory object."""
    select: tuple[str, ...] = ()
    """What else must be read to tell these objects from others of the same list."""


SOURCES: Mapping[RefKind, NameSource] = {
    RefKind.GROUP: NameSource(path="/groups", directory_type="group"),
    RefKind.TEAM: NameSource(
        path="/groups", directory_type="group", select=("groupTypes", "resourceProvisioningOptions")
    ),
    RefKind.USER: NameSource(path="/users", name="userPrincipalName", directory_type="user"),
    RefKind.ADMINISTRATIVE_UNIT: NameSource(path="/directory/administrativeUnits", directory_type="administrativeUnit"),
    RefKind.APPLICATION: NameSource(path="/applications", directory_type="application"),
    RefKind.ACCESS_PACKAGE: NameSource(path=f"{ENTITLEMENT}/accessPackages", membership=False),
    RefKind.ASSIGNMENT_POLICY: NameSource(path=f"{ENTITLEMENT}/assignmentPolicies", membership=False),
    RefKind.LICENCE: NameSource(path="/subscribedSkus", id="skuId", name="skuPartNumber", filtered=False),
    RefKind.CUSTOM_TASK_EXTENSION: NameSource(
        path="/identityGovernance/lifecycleWorkflows/customTaskExtensions", filtered=False
    ),
}


class LookUps:
    """Look-ups over one door. Lists that are short and read whole are remembered until `forget`."""

    def __init__(self, door: GraphDoor, batches: Batches, on_note: Callable[[str], None]) -> None:
        self._door = door
        self._batches = batches
        self._on_note = on_note
        self._lists: dict[str, Sequence[object]] = {}

    def forget(self) -> None:
        """Something was written: what was remembered may no longer be so."""
        self._lists.clear()

    async def find(self, names: Mapping[RefKind, Sequence[str]]) -> Mapping[RefKind, Mapping[str, Sequence[Ref]]]:
        """The objects each name can mean, by kind; compared without case as the directory does."""
        async with together() as group:
            found = {kind: group.create_task(self._find(kind, of_kind)) for kind, of_kind in names.items()}
        return {kind: task.result() for kind, task in found.items()}

    async def names(self, refs: Iterable[Ref]) -> Mapping[str, str]:
        """Names by id; ids that do not exist, or are of another kind, are left out.

        An object whose name is hidden from us stands for itself: it exists, under its id.
        """
        by_kind: dict[RefKind, dict[str, None]] = {}
        for ref in refs:
            if ref.id:
                by_kind.setdefault(ref.kind, {})[ref.id] = None
        others = {kind: list(ids) for kind, ids in by_kind.items() if SOURCES[kind].directory_type is None}
        async with together() as group:
            in_directory = group.create_task(self._directory_names(by_kind))
            elsewhere = {kind: group.create_task(self._by_id(kind, ids)) for kind, ids in others.items()}
        found = in_directory.result()
        for kind, read in elsewhere.items():
            named = [_ref(kind, item) for item in read.result() if item is not None]
            found.update({ref.id: ref.name or ref.id for ref in named if ref and ref.id})
        return found

    async def alike(self, kind: RefKind, name: str) -> tuple[str, ...]:
        """Names of this kind that begin as `name` does, or all where the list is short: what a typing error may mean.

        Raises GraphFailure also where the list takes no such filter.
        """
        source = SOURCES[kind]
        if not source.filtered:
            items = await self._whole_list(source.path)
        else:
            beginning = name[: max(3, len(name) // 2)].replace("'", "''")
            query = {
                "$filter": f"startswith({source.name},'{beginning}')",
                "$select": ",".join((source.id, source.name, *source.select)),
            }
            items = await self._door.collection(request_to("GET", source.path, query))
        refs = (_ref(kind, item) for item in items)
        return tuple(dict.fromkeys(ref.name for ref in refs if ref and ref.name))

    async def listed(self, kind: RefKind, at_most: int) -> tuple[tuple[str, ...], bool]:
        """Names of a kind, sorted, and whether there are more than the first `at_most` of the service's order."""
        source = SOURCES[kind]
        if not source.filtered:
            items = list(await self._whole_list(source.path))
        else:
            items = []
            query = {"$select": ",".join((source.id, source.name, *source.select))}
            async for page in self._door.pages(request_to("GET", source.path, query)):
                items += page
                if len(items) > at_most:
                    break
        refs = [ref for item in items if (ref := _ref(kind, item)) and ref.name]
        return tuple(sorted({ref.name for ref in refs[:at_most] if ref.name}, key=str.casefold)), len(items) > at_most

    async def assignment_policies(self, package_ids: Iterable[str]) -> Mapping[str, tuple[Ref, ...]]:
        """The assignment policies of access packages, by the package's id
        (https://learn.microsoft.com/graph/api/accesspackage-get, `$expand=assignmentPolicies`)."""
        packages = sorted(set(package_ids))
        query = "?$select=id&$expand=assignmentPolicies($select=id,displayName)"
        paths = [f"{ENTITLEMENT}/accessPackages/{id_segment(package)}{query}" for package in packages]
        answers = await self._batches.read(paths)
        return {package: _policy_refs(answer) for package, answer in zip(packages, answers, strict=True)}

    async def _find(self, kind: RefKind, names: Sequence[str]) -> Mapping[str, Sequence[Ref]]:
        found: dict[str, dict[str, Ref]] = {}
        for item in await self._candidates(kind, names) if names else ():
            ref = _ref(kind, item)
            if ref and ref.id and ref.name:
                found.setdefault(ref.name.casefold(), {})[ref.id] = ref
        return {name: tuple(found.get(name.casefold(), {}).values()) for name in names}

    async def _candidates(self, kind: RefKind, names: Sequence[str]) -> Sequence[object]:
        source = SOURCES[kind]
        if not source.filtered:
            return await self._whole_list(source.path)
        select = ",".join((source.id, source.name, *source.select))
        pages = await side_by_side(
            lambda chunk: self._door.collection(
                request_to("GET", source.path, {"$filter": _filter(source, chunk), "$select": select})
            ),
            list(_chunks(names)),
        )
        return [item for page in pages for item in page]

    async def _whole_list(self, path: str) -> Sequence[object]:
        if path not in self._lists:
            self._lists[path] = await self._door.collection(request_to("GET", path))
        return self._lists[path]

    async def _by_id(self, kind: RefKind, ids: Sequence[str]) -> Sequence[object]:
        source = SOURCES[kind]
        if not source.filtered:
            return await self._whole_list(source.path)
        query = f"?$select={source.id},{source.name}"
        return await self._batches.read([f"{source.path}/{id_segment(one)}{query}" for one in ids])

    async def _directory_names(self, by_kind: Mapping[RefKind, Iterable[str]]) -> dict[str, str]:
        """Directory objects, a thousand a call. A group's id where a user is meant has no name.

        getByIds takes Directory.Read.All and no lesser permission; where it fails each kind is read from its own list.
        """
        try:
            return await self._all_kinds(by_kind)
        except GraphFailure as failure:
            if failure.kind in _OF_EVERY_CALL:
                raise
        kinds = {kind: list(ids) for kind, ids in by_kind.items() if SOURCES[kind].directory_type}
        async with together() as group:
            read = {kind: group.create_task(self._own_list(kind, ids)) for kind, ids in kinds.items()}
        return {id_: name for task in read.values() for id_, name in task.result().items()}

    async def _own_list(self, kind: RefKind, ids: Sequence[str]) -> dict[str, str]:
        """Names of one kind. Names are decoration: where they cannot be read either, an id stands for itself."""
        source = SOURCES[kind]
        select = f"{source.id},{source.name}"
        try:
            if kind in _LISTED_BY_ID:
                pages = await side_by_side(
                    lambda chunk: self._door.collection(
                        request_to("GET", source.path, {"$filter": _by_ids(chunk), "$select": select})
                    ),
                    list(_chunks(ids)),
                )
                items: list[object] = [item for page in pages for item in page]
            else:
                paths = [f"{source.path}/{id_segment(one)}?$select={select}" for one in ids]
                items = [item for item in await self._batches.read(paths) if item is not None]
        except GraphFailure as failure:
            if failure.kind in _OF_EVERY_CALL:
                raise
            why = "may not" if failure.kind is FailureKind.FORBIDDEN else "cannot"
            self._on_note(f"note: names of {kind.value}s {why} be read: their ids are shown")
            return {one: one for one in ids}
        nodes = (Node.of(item, str(kind)) for item in items)
        return {
            node.required_text(source.id).lower(): node.text(source.name) or node.required_text(source.id).lower()
            for node in nodes
        }

    async def _all_kinds(self, by_kind: Mapping[RefKind, Iterable[str]]) -> dict[str, str]:
        wanted: dict[str, set[str]] = {}
        for kind, ids in by_kind.items():
            if directory_type := SOURCES[kind].directory_type:
                for one in ids:
                    wanted.setdefault(one, set()).add(directory_type)
        types = sorted(set().union(*wanted.values()))
        ids = list(wanted)
        found: dict[str, str] = {}
        for start in range(0, len(ids), IDS_PER_CALL):
            body = {"ids": ids[start : start + IDS_PER_CALL], "types": types}
            # A POST by form only: it reads, so it may be repeated.
            request = with_body(request_to("POST", "/directoryObjects/getByIds"), body)
            answer = Node.of(await self._door.send(request, idempotent=True), "getByIds")
            for item in answer.objects("value") or ():
                identity = item.required_text("id").lower()
                name = item.text("userPrincipalName") or item.text("displayName") or identity
                if item.type_name.rpartition(".")[2] in wanted.get(identity, ()):
                    found[identity] = name
        return found


_OF_EVERY_CALL = frozenset(
    {FailureKind.UNREACHABLE, FailureKind.UNAUTHORISED, FailureKind.THROTTLED, FailureKind.OUT_OF_TIME}
)
"""Failures that another way to the names would meet as well."""

_LISTED_BY_ID = frozenset({RefKind.GROUP, RefKind.TEAM, RefKind.USER})
"""Kinds whose list takes a filter on ids: https://learn.microsoft.com/graph/aad-advanced-queries."""


def _by_ids(ids: Sequence[str]) -> str:
    return f"id in ({','.join(repr(one) for one in ids)})"


def _policy_refs(answer: object) -> tuple[Ref, ...]:
    if answer is None:
        return ()
    return tuple(
        Ref(RefKind.ASSIGNMENT_POLICY, policy.required_text("id").lower(), policy.text("displayName"))
        for policy in Node.of(answer, "access package").objects("assignmentPolicies") or ()
    )


def _ref(kind: RefKind, item: object) -> Ref | None:
    """One object of a list as a reference; None when it is not of this kind. Raises BadAnswer, and GraphFailure when
    only names are shown and they do not tell the kind."""
    source = SOURCES[kind]
    node = Node.of(item, str(kind))
    options = node.content.get("resourceProvisioningOptions")
    if kind is RefKind.TEAM:
        shown_group(item)
    if kind is RefKind.TEAM and not (isinstance(options, list) and "Team" in options):
        return None
    return Ref(kind, node.required_text(source.id).lower(), node.text(source.name))


def _chunks(names: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for name in names:
        if chunk and (len(chunk) == NAMES_PER_FILTER or sum(map(len, chunk)) + len(name) > _FILTER_LENGTH):
            yield chunk
            chunk = []
        chunk.append(name)
    if chunk:
        yield chunk


def _filter(source: NameSource, names: Sequence[str]) -> str:
    literals = ["'" + name.replace("'", "''") + "'" for name in names]
    if source.membership:
        return f"{source.name} in ({','.join(literals)})"
    return " or ".join(f"{source.name} eq {literal}" for literal in literals)
