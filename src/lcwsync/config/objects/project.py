"""The project file: environments, removals, and findings rated otherwise."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from lcwsync.config.form.check import Checked, Checker
from lcwsync.config.form.wording import nearest
from lcwsync.config.kinds import KINDS, PROJECT
from lcwsync.config.yaml.nodes import Document, Entry, Node, Scalar, Sequence, entry
from lcwsync.model.environment import Cloud, Environment, Limits, VariableValue
from lcwsync.values.codes.finding import RATEABLE
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.location import Location


class Project(NamedTuple):
    """What the project file says."""

    document: Document
    environments: Mapping[str, Environment]
    default_environment: str
    removed: tuple[str, ...]
    prune: bool
    ratings: Mapping[str, Severity | None]
    """Severity by code, as the project rates it; None: not reported."""
    schemas: tuple[tuple[str, Location], ...] = ()
    """Files of the organisation's own rules, as written, each with its place."""

    def declared_in(self, variable: str) -> tuple[str, ...]:
        """The environments that declare a variable."""
        return tuple(name for name, environment in self.environments.items() if variable in environment.variables)


def project_of(document: Document, findings: list[Finding]) -> Project | None:
    """The project a document describes; None when it has no environment that could be used."""
    checker = Checker(document.file, findings)
    checked = checker.fields(document.root, KINDS[PROJECT], "the project", besides=("kind",))
    declared = cast("Mapping[str, Checked]", (checked or {}).get("environments", {}))
    if checked is None or not declared:
        return None
    environments = {name: _environment(name, values) for name, values in declared.items()}
    _check_tenants(document.root, environments, checker)
    return Project(
        document=document,
        environments=environments,
        default_environment=_default_environment(checked, document.root, environments, checker),
        removed=cast("tuple[str, ...]", checked.get("removed", ())),
        prune=bool(checked.get("prune", False)),
        ratings=_ratings(checked, document.root, checker),
        schemas=_schemas(checked, document),
    )


def _environment(name: str, checked: Checked) -> Environment:
    limits = cast("Mapping[str, int]", checked.get("limits", {}))
    standard = Limits()
    return Environment(
        name=name,
        sandbox=bool(checked.get("sandbox", False)),
        tenant_id=_lower(checked.get("tenantId")),
        client_id=_lower(checked.get("clientId")),
        plan_client_id=_lower(checked.get("planClientId")),
        auth=cast("str | None", checked.get("auth")),
        cloud=Cloud(str(checked.get("cloud", Cloud.GLOBAL.value))),
        variables=cast("Mapping[str, VariableValue]", checked.get("variables", {})),
        allow_delete=bool(checked.get("allowDelete", False)),
        established=bool(checked.get("established", False)),
        limits=Limits(
            max_deletes=limits.get("maxDeletes", standard.max_deletes),
            max_changes=limits.get("maxChanges", standard.max_changes),
        ),
    )


def _lower(value: object) -> str | None:
    return value.lower() if isinstance(value, str) else None


def _check_tenants(root: Node, environments: Mapping[str, Environment], checker: Checker) -> None:
    seen: dict[str, tuple[str, Entry]] = {}
    for name, environment in environments.items():
        place = _inside(root, "environments", name)
        tenant = _inside(root, "environments", name, "tenantId")
        if environment.sandbox and tenant is not None:
            hint = "remove tenantId, or sandbox: true"
            checker.report("PRJ003", tenant, f"the environment {name} is a sandbox and has a tenantId", hint)
        elif not environment.sandbox and tenant is None and place is not None:
            hint = "say tenantId: GUID, or sandbox: true"
            checker.report("PRJ002", place, f"the environment {name} has no tenantId", hint)
        if environment.tenant_id is not None and tenant is not None:
            first, where = seen.setdefault(environment.tenant_id, (name, tenant))
            if first != name:
                message = f"the environments {first} and {name} are the same tenant"
                checker.report("PRJ004", tenant, message, related=where)


def _default_environment(
    checked: Checked, root: Node, environments: Mapping[str, Environment], checker: Checker
) -> str:
    written = checked.get("defaultEnvironment")
    known = ", ".join(environments)
    if isinstance(written, str):
        if written in environments:
            return written
        place = _inside(root, "defaultEnvironment")
        near = nearest(written, environments)
        hint = f"did you mean {near}?" if near else f"environments: {known}"
        checker.report("PRJ001", place.value if place else root, f'there is no environment "{written[:60]}"', hint)
    elif len(environments) > 1 and _inside(root, "defaultEnvironment") is None:
        checker.report("PRJ001", root, "there are several environments and no default", "say defaultEnvironment: NAME")
    return next(iter(environments))


def _ratings(checked: Checked, root: Node, checker: Checker) -> dict[str, Severity | None]:
    listed = cast("Mapping[str, Checked]", checked.get("rules", {}))
    if not listed:
        return {}
    from lcwsync.values.codes.register import CODES

    ratings: dict[str, Severity | None] = {}
    for code, item in listed.items():
        place = _inside(root, "rules", code)
        if code not in CODES or not code.startswith(RATEABLE):
            what = "cannot be rated" if code in CODES else "is no finding's code"
            near = nearest(code, (each for each in CODES if each.startswith(RATEABLE)))
            hint = f"did you mean {near}?" if near and code not in CODES else None
            checker.report("PRJ005", place or root, f"{code} {what}", hint)
        elif {"severity", "reason"} <= item.keys():
            severity = str(item["severity"])
            ratings[code] = None if severity == "off" else Severity(severity)
    return ratings


def _schemas(checked: Checked, document: Document) -> tuple[tuple[str, Location], ...]:
    listed = _inside(document.root, "schemas")
    items = listed.value.items if listed and isinstance(listed.value, Sequence) else ()
    places = {item.value: document.place(item) for item in reversed(items) if isinstance(item, Scalar)}
    return tuple((path, places[path]) for path in cast("tuple[str, ...]", checked.get("schemas", ())))


def _inside(root: Node, *path: str) -> Entry | None:
    found: Entry | None = None
    node = root
    for key in path:
        found = entry(node, key)
        if found is None:
            return None
        node = found.value
    return found
