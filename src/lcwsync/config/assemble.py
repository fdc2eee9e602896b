"""All objects of an environment together, and what contradicts among them."""

from collections.abc import Iterator, Sequence

from lcwsync.config.kinds.project import Project
from lcwsync.config.objects import ConfiguredObject
from lcwsync.config.yaml.nodes import entry
from lcwsync.model.extension import MAX_EXTENSIONS, CustomTaskExtension
from lcwsync.model.guardrails import TapGuardrails
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import SINGLETON_NAMES, Desired, ObjectKind
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import MAX_WORKFLOWS, Workflow
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.places import Places

_Described = Workflow | CustomTaskExtension | PassRequests


def desired_of(objects: Sequence[ConfiguredObject], project: Project) -> Desired:
    """Everything the files describe; of an object that is there twice, the first."""
    tap_policy: TapPolicy | None = None
    settings: LifecycleSettings | None = None
    guardrails: TapGuardrails | None = None
    extensions: dict[str, CustomTaskExtension] = {}
    workflows: dict[str, Workflow] = {}
    pass_requests: dict[str, PassRequests] = {}
    for item in objects:
        match item.value:
            case TapPolicy() as value:
                tap_policy = tap_policy or value
            case LifecycleSettings() as value:
                settings = settings or value
            case TapGuardrails() as value:
                guardrails = guardrails or value
            case CustomTaskExtension() as value:
                extensions.setdefault(value.display_name.casefold(), value)
            case Workflow() as value:
                workflows.setdefault(value.display_name.casefold(), value)
            case PassRequests() as value:
                pass_requests.setdefault(value.display_name.casefold(), value)
    return Desired(
        tap_policy=tap_policy,
        settings=settings,
        extensions=tuple(extensions.values()),
        workflows=tuple(workflows.values()),
        guardrails=guardrails,
        pass_requests=tuple(pass_requests.values()),
        removed=project.removed,
        removed_pass_requests=project.removed_pass_requests,
        prune=project.prune,
    )


def contradictions(objects: Sequence[ConfiguredObject], project: Project, places: Places) -> Iterator[Finding]:
    """Names used twice, objects described twice, more objects than a tenant holds."""
    yield from _twice(objects)
    for kind, most in ((ObjectKind.WORKFLOW, MAX_WORKFLOWS), (ObjectKind.EXTENSION, MAX_EXTENSIONS)):
        same = [item for item in objects if item.kind is kind]
        if len(same) > most:
            message = f"{len(same)} objects of kind {kind.value}; a tenant holds {most}"
            yield finding("OBJ005", _place(same[most]), message)
        yield from _previous_names(same, places)
    yield from _previous_names([item for item in objects if item.kind is ObjectKind.PASS_REQUESTS], places)
    yield from _removed(objects, project, places)


def _twice(objects: Sequence[ConfiguredObject]) -> Iterator[Finding]:
    seen: dict[tuple[ObjectKind, str], ConfiguredObject] = {}
    for item in objects:
        name = item.value.display_name if isinstance(item.value, _Described) else ""
        first = seen.setdefault((item.kind, name.casefold()), item)
        if first is item:
            continue
        if isinstance(first.value, _Described) and isinstance(item.value, _Described):
            other = first.value.display_name
            case = "" if other == name else f' (as "{other}"; names are compared without case)'
            message = f'there is another {item.kind.value} "{name}"{case}'
            yield finding("OBJ001", _place(item), message, "rename one of the two", related=(_place(first),))
        else:
            message = f"the {SINGLETON_NAMES[item.kind]} is described twice"
            yield finding("OBJ004", _place(item), message, "keep one of the two", related=(_place(first),))


def _previous_names(same: Sequence[ConfiguredObject], places: Places) -> Iterator[Finding]:
    """A previous name may not be anybody else's name, nor anybody else's previous name."""
    described = [(item, item.value) for item in same if isinstance(item.value, _Described)]
    current = {value.display_name.casefold(): item for item, value in described}
    earlier: dict[str, tuple[ConfiguredObject, Location]] = {}
    for item, value in described:
        for position, name in enumerate(value.previous_names):
            place = places.at(item.kind.value, value.display_name, "previousNames", position)
            owner = current.get(name.casefold())
            if owner is not None:
                whose = "this object's own name" if owner is item else "the name of another object"
                hint = "list names that no object has any more, or remove it"
                yield finding("OBJ002", place, f'the previous name "{name}" is {whose}', hint, related=(_place(owner),))
            first, where = earlier.setdefault(name.casefold(), (item, place))
            if first is not item:
                message = f'two objects were called "{name}" before'
                yield finding("OBJ002", place, message, "remove it from one of the two", related=(where,))


def _removed(objects: Sequence[ConfiguredObject], project: Project, places: Places) -> Iterator[Finding]:
    listed: dict[str, tuple[ConfiguredObject, str]] = {}
    for item in objects:
        # A protected object is the plan's to refuse, as a safety law and with its exit code.
        if isinstance(item.value, Workflow | CustomTaskExtension) and not item.value.protect:
            for name in (item.value.display_name, *item.value.previous_names):
                listed.setdefault(name.casefold(), (item, name))
    for name in project.removed:
        if name.casefold() in listed:
            item, spelled = listed[name.casefold()]
            is_current = isinstance(item.value, _Described) and item.value.display_name == spelled
            whose = f'the {item.kind.value} "{spelled}" is listed' if is_current else f'"{spelled}" is a previous name'
            place = places.at("Project", "removed", name)
            hint = "remove the name here, or the object"
            yield finding("OBJ003", place, f'"{name}" is to be removed, but {whose}', hint, related=(_place(item),))
    for item in objects:
        gone = {name.casefold() for name in project.removed_pass_requests}
        if (
            isinstance(item.value, PassRequests)
            and not item.value.protect
            and item.value.display_name.casefold() in gone
        ):
            place = places.at("Project", "removedPassRequests", item.value.display_name)
            message = f'"{item.value.display_name}" is to be removed, but the {item.kind.value} of this name is listed'
            yield finding("OBJ003", place, message, "remove the name here, or the object", related=(_place(item),))


def _place(item: ConfiguredObject) -> Location:
    node = item.node
    if isinstance(item.value, _Described):
        title = entry(node, "displayName")
        node = title.value if title else node
    return Location(item.file, node.line, node.column)
