"""Names of git to ids of the tenant, and ids of the tenant to names: each look-up once a run."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from lcwsync.model.person import UNREAD
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import SINGLETON_NAMES, Desired, Existing, ObjectKind
from lcwsync.model.traversal import ModelPath, map_refs, refs_in
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.nearest import nearest, nearest_few
from lcwsync.values.places import PlacePath, Places
from lcwsync.values.records import dataclass

__all__ = ["Resolution", "map_refs", "refs_in", "resolve", "with_all_names", "with_names", "with_usable_names"]

_IDS_SHOWN = 5
_GUESSED = 10
"""Names of one run for which near ones are looked up."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The objects of git with ids in their references, and a finding for each name that was not resolved."""

    desired: Desired
    findings: tuple[Finding, ...]


def resolve(
    desired: Desired, tenant: Tenant, existing: Existing, places: Places, *, gone_as_deleted: bool = False
) -> Resolution:
    """Every reference of git with its id.

    A name that no object has is REF001, one that several have REF002, each with its place. An extension that git
    describes and the tenant does not have yet stays a name: it is created first. An id that is deleted in the tenant
    is REF004, a warning, where the same part of the tenant's object names it too; with `gone_as_deleted` wherever git
    names it: a drift or an export writes nothing to the tenant. Raises TenantError.
    """
    held = _Held(desired, existing)
    directory = _Directory(tenant, _by_name(refs_in(desired)), _by_id(refs_in(desired)), desired, existing)
    findings: list[Finding] = []
    packages: dict[PlacePath, str] = {}

    def settle(ref: Ref, place: PlacePath) -> Ref:
        if ref.kind is RefKind.ASSIGNMENT_POLICY and ref.id is None:
            return ref
        candidates = directory.candidates(ref)
        of_both = not candidates and held.takes(ref, place)
        if of_both or (gone_as_deleted and not candidates and ref.id):
            findings.append(_deleted(ref, places, place, of_both=of_both))
            if ref.kind is RefKind.ACCESS_PACKAGE and ref.id:
                packages[_task(place)] = ref.id
            return replace(ref, deleted=True)
        settled, problems = _settled(ref, candidates, places, place, directory.near)
        findings.extend(problems)
        if settled.kind is RefKind.ACCESS_PACKAGE and settled.id:
            packages[_task(place)] = settled.id
        return settled

    desired = _mapped(desired, settle)
    policies = tenant.assignment_policies(packages.values()) if _has_named_policy(desired) else {}

    def settle_policy(ref: Ref, place: PlacePath) -> Ref:
        """A policy belongs to the access package of the same task; without a package there is nothing to look in."""
        package = packages.get(_task(place))
        if ref.kind is not RefKind.ASSIGNMENT_POLICY or ref.id or package is None:
            return ref
        of_package = policies.get(package, ())

        def near(ref: Ref) -> tuple[str, ...]:
            return nearest_few(ref.name or "", [each.name for each in of_package if each.name], at_most=2)

        settled, problems = _settled(ref, of_package, places, place, near)
        findings.extend(problems)
        return settled

    return Resolution(_mapped(desired, settle_policy), tuple(findings))


def with_names(existing: Existing, tenant: Tenant) -> Existing:
    """The tenant's objects with names in their references, for people; an id without a name stays bare.

    An id that the tenant no longer has is marked as deleted.

    Raises TenantError.
    """
    extensions = {live.id: live.extension.display_name for live in existing.extensions}
    unnamed = [ref for ref in refs_in(existing) if ref.name is None and ref.id not in extensions]
    names = {**extensions, **(tenant.names(dict.fromkeys(unnamed)) if unnamed else {})}

    def named(ref: Ref, _: ModelPath) -> Ref:
        if ref.name or ref.id is None:
            return ref
        return _named(ref, names[ref.id]) if ref.id in names else replace(ref, deleted=True)

    return map_refs(existing, named)


def with_usable_names(existing: Existing, tenant: Tenant) -> Existing:
    """The tenant's objects with those names that lead back to the same id, for export; the others stay bare ids.

    Two groups may share a name: in git such a name would be ambiguous. Raises TenantError.
    """
    named = with_names(existing, tenant)
    directory = _Directory(tenant, _by_name(refs_in(named)), (), Desired(), existing)
    policies = tenant.assignment_policies(_ids(refs_in(named), RefKind.ACCESS_PACKAGE)) if _has_policy(named) else {}
    siblings = {policy.id: of_package for of_package in policies.values() for policy in of_package}

    def usable(ref: Ref, _: ModelPath) -> Ref:
        if ref.name is None or ref.id is None:
            return ref
        bare = Ref.of(ref.kind, ref.name)
        candidates = siblings.get(ref.id, ()) if ref.kind is RefKind.ASSIGNMENT_POLICY else directory.candidates(bare)
        leads_back = bare.name == ref.name and [c.id for c in _fitting(ref.name, candidates)] == [ref.id]
        return ref if leads_back else replace(ref, name=None)

    return map_refs(named, usable)


def with_all_names(workflows: Sequence[LiveWorkflow], tenant: Tenant) -> Existing:
    """Workflows read alone, with names as `with_usable_names` gives them: those of extensions are read as well, where
    a task names one. Raises TenantError."""
    alone = Existing(workflows=tuple(workflows))
    named = any(ref.kind is RefKind.CUSTOM_TASK_EXTENSION for ref in refs_in(alone))
    known = with_usable_names(replace(alone, extensions=tenant.extensions() if named else ()), tenant)
    return replace(known, extensions=())


class _Directory:
    """Everything the references of one run need to know of the tenant, read at once."""

    def __init__(
        self,
        tenant: Tenant,
        named: Mapping[RefKind, Sequence[str]],
        identified: Iterable[Ref],
        desired: Desired,
        existing: Existing,
    ) -> None:
        self._tenant = tenant
        self._near: dict[Ref, tuple[str, ...]] = {}
        self._found = tenant.find(named) if named else {}
        ids = list(dict.fromkeys(identified))
        self._names = tenant.names(ids) if ids else {}
        self._extensions = _extensions(desired, existing)
        self._extension_ids = {live.id: live.extension.display_name for live in existing.extensions}

    def candidates(self, ref: Ref) -> Sequence[Ref]:
        """The objects that the reference can mean, by name without case or by id."""
        if ref.id is not None:
            names = self._extension_ids if ref.kind is RefKind.CUSTOM_TASK_EXTENSION else self._names
            return (_named(ref, names[ref.id]),) if ref.id in names else ()
        name = ref.name or ""
        if ref.kind is RefKind.CUSTOM_TASK_EXTENSION:
            return self._extensions.get(name.casefold(), ())
        return self._found.get(ref.kind, {}).get(name, ())

    def near(self, ref: Ref) -> tuple[str, ...]:
        """The names of the tenant that a name which it does not have may mean, the closest first. Licences are few and
        named by no name of the portal: without a close one, those that the tenant owns.

        Asked for a few names only: files of another tenant have none right. A refusal leaves the hint out.
        """
        if ref.name is None or (ref not in self._near and len(self._near) >= _GUESSED):
            return ()
        if ref not in self._near:
            known = tuple(self._alike(ref.kind, ref.name))
            owned = tuple(sorted(known))[:_GUESSED] if ref.kind is RefKind.LICENCE else ()
            self._near[ref] = nearest_few(ref.name, known, at_most=2) or owned
        return self._near[ref]

    def _alike(self, kind: RefKind, name: str) -> Iterable[str]:
        if kind is RefKind.CUSTOM_TASK_EXTENSION:
            return [each.name for refs in self._extensions.values() for each in refs if each.name]
        found = TolerantReader().read("names", lambda: self._tenant.alike(kind, name))
        return () if found is UNREAD else found


class _Held:
    """What the tenant's own objects name: one entry for each list, field or task of the object that git describes."""

    def __init__(self, desired: Desired, existing: Existing) -> None:
        live_workflows = {live.workflow.display_name.casefold(): live.workflow for live in existing.workflows}
        live_extensions = {live.extension.display_name.casefold(): live.extension for live in existing.extensions}
        self._free: Counter[_Part] = Counter()
        self._taken: dict[tuple[PlacePath, str], bool] = {}
        if existing.tap_policy is not None:
            self._hold(ObjectKind.TAP_POLICY, SINGLETON_NAMES[ObjectKind.TAP_POLICY], existing.tap_policy)
        for extension in desired.extensions:
            names = (extension.display_name, *extension.previous_names)
            found = next((live_extensions[n.casefold()] for n in names if n.casefold() in live_extensions), None)
            self._hold(ObjectKind.EXTENSION, extension.display_name, found)
        for workflow in desired.workflows:
            names = (workflow.display_name, *workflow.previous_names)
            of_name = next((live_workflows[n.casefold()] for n in names if n.casefold() in live_workflows), None)
            self._hold(ObjectKind.WORKFLOW, workflow.display_name, of_name)

    def takes(self, ref: Ref, place: PlacePath) -> bool:
        """Whether the tenant names this id in the same part, and git did not name it there more often."""
        if ref.id is None:
            return False
        container = (place[:-1] if isinstance(place[-1], int) else place, ref.id)
        if container not in self._taken:
            part = (ref.kind, ref.id, *_part(place))
            self._taken[container] = self._free[part] > 0
            self._free[part] -= 1
        return self._taken[container]

    def _hold(self, kind: ObjectKind, name: str, value: object) -> None:
        containers: set[tuple[RefKind, str, PlacePath]] = set()

        def hold(ref: Ref, path: ModelPath) -> Ref:
            if ref.id:
                place = (kind.value, name, *_yaml_path(path))
                containers.add((ref.kind, ref.id, place[:-1] if isinstance(place[-1], int) else place))
            return ref

        if value is not None:
            map_refs(value, hold)
        self._free.update((of_kind, id_, *_part(place)) for of_kind, id_, place in containers)


_Part = tuple[str | int, ...]


def _part(place: PlacePath) -> PlacePath:
    """A place without positions: a task that moves holds what it held."""
    return tuple(step for step in place if isinstance(step, str))


def _deleted(ref: Ref, places: Places, place: PlacePath, *, of_both: bool) -> Finding:
    meaning = "an exclusion of it excludes nobody any more" if "excludeTargets" in place else _MEANINGS.get(ref.kind)
    named = "which still names it" if of_both else "and only git still names it"
    message = f"the {ref.kind} {ref.id} is deleted in the tenant, {named}"
    return finding(
        "REF004", places.at(*place), f"{message}: {meaning}" if meaning else message, "remove it, or name another"
    )


_MEANINGS = {
    RefKind.GROUP: "it has no members, and no task can change them",
    RefKind.TEAM: "the task cannot serve anybody",
    RefKind.USER: "no mail reaches this person",
    RefKind.ADMINISTRATIVE_UNIT: "it covers nobody",
    RefKind.APPLICATION: "it cannot resume the task",
    RefKind.ACCESS_PACKAGE: "the task cannot serve anybody",
    RefKind.CUSTOM_TASK_EXTENSION: "the task cannot call it",
}


def _named(ref: Ref, name: str | None) -> Ref:
    """The reference with its name; a hidden one reads as the id itself and is none."""
    return ref if name is None or name == ref.id else replace(ref, name=name)


def _by_name(refs: Iterable[Ref]) -> Mapping[RefKind, Sequence[str]]:
    """The names to ask the directory for. Extensions are at hand, policies are asked for by their package."""
    names: dict[RefKind, dict[str, None]] = defaultdict(dict)
    for ref in refs:
        if ref.name and ref.kind not in (RefKind.CUSTOM_TASK_EXTENSION, RefKind.ASSIGNMENT_POLICY):
            names[ref.kind][ref.name] = None
    return {kind: tuple(of_kind) for kind, of_kind in names.items()}


def _by_id(refs: Iterable[Ref]) -> list[Ref]:
    return [ref for ref in refs if ref.id and not ref.name and ref.kind is not RefKind.CUSTOM_TASK_EXTENSION]


def _extensions(desired: Desired, existing: Existing) -> Mapping[str, tuple[Ref, ...]]:
    """Extensions by every name they go by: the tenant's, and git's new name of one that is renamed in this plan."""
    found: dict[str, tuple[Ref, ...]] = defaultdict(tuple)
    for live in existing.extensions:
        name = live.extension.display_name
        found[name.casefold()] += (Ref(RefKind.CUSTOM_TASK_EXTENSION, live.id, name),)
    for extension in desired.extensions:
        key = extension.display_name.casefold()
        if key not in found:
            olds = [ref for old in extension.previous_names for ref in found.get(old.casefold(), ())]
            new = Ref(RefKind.CUSTOM_TASK_EXTENSION, olds[0].id if olds else None, extension.display_name)
            found[key] = (new,)
    return found


def _settled(
    ref: Ref, candidates: Sequence[Ref], places: Places, place: PlacePath, near: Callable[[Ref], Sequence[str]]
) -> tuple[Ref, tuple[Finding, ...]]:
    fitting = candidates if ref.id else _fitting(ref.name or "", candidates)
    if len(fitting) == 1:
        return fitting[0], ()
    location = places.at(*place)
    what = ref.id if ref.id else f'"{ref.name}"'
    if not fitting:
        problem = finding(
            "REF001",
            location,
            f"the tenant has no {ref.kind} {what}",
            _next_step(ref, near(ref)),
        )
    else:
        ids = ", ".join(sorted(candidate.id or "?" for candidate in fitting)[:_IDS_SHOWN])
        problem = finding(
            "REF002",
            location,
            f"the tenant has {len(fitting)} objects that {ref.kind} {what} can mean",
            f"write the id of the one you mean: {ids}",
        )
    return ref, (problem,)


def _next_step(ref: Ref, known: Sequence[str]) -> str:
    """`known` are names of the tenant: near ones, or of licences those that it owns."""
    if known and ref.kind is RefKind.LICENCE and nearest(ref.name or "", known) is None:
        return f"licences are named by their skuPartNumber; the tenant owns {', '.join(known)}"
    if known:
        return f"did you mean {' or '.join(known)}?"
    return _NOT_FOUND.get(ref.kind, "check the spelling, or create it first")


_NOT_FOUND = {
    RefKind.USER: "users are named by their user principal name",
    RefKind.LICENCE: "licences are named by their skuPartNumber, and the tenant must own them",
    RefKind.CUSTOM_TASK_EXTENSION: "describe it in git as a CustomTaskExtension, or check the spelling",
    RefKind.TEAM: "check the spelling; a group without a team is not one",
    RefKind.ASSIGNMENT_POLICY: "it must belong to the access package of the same task",
}


def _fitting(name: str, candidates: Sequence[Ref]) -> Sequence[Ref]:
    """The directory compares without case: where several answer, the exact spelling decides."""
    alike = [candidate for candidate in candidates if (candidate.name or "").casefold() == name.casefold()]
    return [candidate for candidate in alike if candidate.name == name] or alike


def _mapped(desired: Desired, change: Callable[[Ref, PlacePath], Ref]) -> Desired:
    """Every reference changed, with the place it has in the YAML."""

    def within(kind: ObjectKind, name: str) -> Callable[[Ref, ModelPath], Ref]:
        return lambda ref, path: change(ref, (kind.value, name, *_yaml_path(path)))

    policy = desired.tap_policy
    return replace(
        desired,
        tap_policy=policy and map_refs(policy, within(ObjectKind.TAP_POLICY, SINGLETON_NAMES[ObjectKind.TAP_POLICY])),
        extensions=tuple(map_refs(e, within(ObjectKind.EXTENSION, e.display_name)) for e in desired.extensions),
        guardrails=desired.guardrails
        and map_refs(desired.guardrails, within(ObjectKind.GUARDRAILS, SINGLETON_NAMES[ObjectKind.GUARDRAILS])),
        workflows=tuple(map_refs(w, within(ObjectKind.WORKFLOW, w.display_name)) for w in desired.workflows),
        pass_requests=tuple(
            map_refs(p, within(ObjectKind.PASS_REQUESTS, p.display_name)) for p in desired.pass_requests
        ),
    )


def _yaml_path(path: ModelPath) -> PlacePath:
    """Attribute names as the YAML's keys; `conditions` has no key of its own."""
    return tuple(_camel(part) if isinstance(part, str) else part for part in path if part != "conditions")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _task(place: PlacePath) -> PlacePath:
    """The task a place belongs to: kind, name, `tasks`, position."""
    return place[:4]


def _has_named_policy(desired: Desired) -> bool:
    return any(ref.kind is RefKind.ASSIGNMENT_POLICY and ref.id is None for ref in refs_in(desired))


def _has_policy(existing: Existing) -> bool:
    return any(ref.kind is RefKind.ASSIGNMENT_POLICY for ref in refs_in(existing))


def _ids(refs: Iterable[Ref], kind: RefKind) -> set[str]:
    return {ref.id for ref in refs if ref.kind is kind and ref.id}
