"""The project file (environments, removals, findings rated otherwise): its form, and its values."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, cast

from lcwsync.config.form.check import Checked, Checker
from lcwsync.config.form.checked import named, text, texts
from lcwsync.config.form.shape import Choice, Fields, Flag, Listed, Named, Number, Text
from lcwsync.config.kinds.environment import (
    ENVIRONMENTS,
    NAME,
    NAME_WORDS,
    Written,
    check_tenants,
    environment_of,
    inside,
    with_rings,
)
from lcwsync.config.kinds.include import included_environments, included_of
from lcwsync.config.yaml.nodes import Document, Node, YamlEntry, YamlList, YamlScalar
from lcwsync.model.approvals import Approval, Approvals
from lcwsync.model.environment import Environment
from lcwsync.model.rated import RatedOtherwise
from lcwsync.values.codes.finding import RATEABLE
from lcwsync.values.findings import Finding, Rating, Severity
from lcwsync.values.location import Location
from lcwsync.values.nearest import nearest

PROJECT_FILE = Fields(
    about="The project file, lcwsync.yaml.",
    keys={
        "defaultEnvironment": Text(about="The environment used when the command line names none."),
        "environments": ENVIRONMENTS,
        "include": Listed(
            of=Text(
                pattern=r"(?:[A-Za-z0-9_*?-][A-Za-z0-9._*?-]*/)*[A-Za-z0-9_*?-][A-Za-z0-9._*?-]*\.ya?ml",
                wanted="a file below the configuration directory, such as customers/*.yaml",
                examples=("customers/*.yaml",),
            ),
            about="Files with more environments, such as those of one customer: documents with kind: Environments.",
        ),
        "rollout": Listed(
            of=Text(pattern=NAME, wanted=NAME_WORDS),
            about="The rings of environments in the order in which `apply --all` takes them; each begins when the one "
            "before has ended well.",
        ),
        "removed": Listed(
            of=Text(),
            about="Names of workflows and extensions that are to be deleted: listed here, so that a reviewer sees it.",
        ),
        "removedPassRequests": Listed(
            of=Text(), about="Names of access packages, once described as PassRequests, that are to be deleted."
        ),
        "prune": Flag(about="true: whatever the tenant has and git has not is deleted, within the limits."),
        "rules": Named(
            of=Fields(
                keys={
                    "severity": Choice(
                        values={
                            "off": "Not reported.",
                            "note": "Reported, changes nothing.",
                            "warning": "Reported; stops validate --strict.",
                            "error": "Stops validate and plan.",
                        }
                    ),
                    "reason": Text(about="Why, for the next reviewer."),
                    "objects": Listed(of=Text(), about="Names of the objects it holds for (default: every object)."),
                    "until": Text(
                        pattern=r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
                        wanted="a day such as 2027-03-31",
                        about="The last day on which it holds; then the finding returns.",
                    ),
                },
                required=("severity", "reason"),
            ),
            key=Text(pattern="[A-Z]{3,4}[0-9]{3}", wanted="a finding's code such as TAP007"),
            about="Findings rated differently than the tool does, each with a reason.",
        ),
        "approvals": Named(
            of=Fields(
                keys={
                    "count": Number(allowed=range(1, 11), about="Approvals that the pull request needs."),
                    "team": Text(
                        pattern="[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+",
                        wanted="organisation/team",
                        about="The team whose members count (default: everybody who may approve).",
                    ),
                },
                required=("count",),
            ),
            key=Text(pattern="high|medium|low", wanted="high, medium or low"),
            about="Approvals that a plan needs, by its gravest rating; each holds for graver ones as well.",
        ),
        "schemas": Listed(
            of=Text(examples=("naming.schema.json",)),
            about="The organisation's own rules: files of JSON Schema inside the configuration directory.",
        ),
    },
    required=("environments",),
)


class Project(NamedTuple):
    """The values of the project file."""

    document: Document
    included: tuple[Document, ...]
    """The documents with more environments."""
    environments: Mapping[str, Environment]
    default_environment: str
    removed: tuple[str, ...]
    prune: bool
    rules: tuple[RatedOtherwise, ...]
    """Findings that the project rates otherwise."""
    removed_pass_requests: tuple[str, ...] = ()
    schemas: tuple[tuple[str, Location], ...] = ()
    """Files of the organisation's own rules, as written, each with its place."""
    approvals: Approvals = MappingProxyType({})
    """Who must approve, by the gravest rating of a plan."""
    rollout: tuple[str, ...] = ()
    """The rings in their order; each environment then has one."""

    def declared_in(self, variable: str) -> tuple[str, ...]:
        """The environments that declare a variable."""
        return tuple(name for name, environment in self.environments.items() if variable in environment.variables)


def project_of(document: Document, others: Sequence[Document], findings: list[Finding]) -> Project | None:
    """The project a document describes; None when it has no environment that could be used.

    `others` are the documents of kind Environments: those that the project includes count, the rest are reported.
    """
    checker = Checker(document.file, findings)
    checked = checker.fields(document.root, PROJECT_FILE, "the project", besides=("kind",))
    if checked is None:
        return None
    included = included_of(document, texts(checked, "include"), others, findings)
    declared = {**named(checked, "environments"), **included_environments(document, included, findings)}
    if not declared:
        return None
    rollout = texts(checked, "rollout")
    written = Written((document, *included))
    plain = {name: environment_of(name, values) for name, values in declared.items()}
    check_tenants(written, plain, findings)
    environments = with_rings(written, plain, rollout, findings)
    _empty_rings(document.root, rollout, environments, checker)
    return Project(
        document=document,
        included=included,
        environments=environments,
        default_environment=_default_environment(checked, document.root, environments, checker),
        removed=texts(checked, "removed"),
        prune=bool(checked.get("prune", False)),
        rules=_rules(checked, document, checker),
        removed_pass_requests=texts(checked, "removedPassRequests"),
        schemas=_schemas(checked, document),
        approvals=_approvals(checked),
        rollout=rollout,
    )


def _empty_rings(root: Node, rollout: Sequence[str], environments: Mapping[str, Environment], checker: Checker) -> None:
    place = inside(root, "rollout")
    for ring in rollout:
        if place and ring not in {each.ring for each in environments.values()}:
            checker.report("PRJ009", place.value, f"no environment is in the ring {ring}", f"write ring: {ring}")


def _default_environment(
    checked: Checked, root: Node, environments: Mapping[str, Environment], checker: Checker
) -> str:
    written = checked.get("defaultEnvironment")
    known = ", ".join(environments)
    if isinstance(written, str):
        if written in environments:
            return written
        place = inside(root, "defaultEnvironment")
        near = nearest(written, environments)
        hint = f"did you mean {near}?" if near else f"environments: {known}"
        checker.report("PRJ001", place.value if place else root, f'there is no environment "{written[:60]}"', hint)
    elif len(environments) > 1 and inside(root, "defaultEnvironment") is None:
        checker.report("PRJ001", root, "there are several environments and no default", "set defaultEnvironment: NAME")
    return next(iter(environments))


def _rules(checked: Checked, document: Document, checker: Checker) -> tuple[RatedOtherwise, ...]:
    listed = named(checked, "rules")
    if not listed:
        return ()
    from lcwsync.values.codes.register import CODES

    rules = []
    for code, item in listed.items():
        place = inside(document.root, "rules", code)
        if code not in CODES or not code.startswith(RATEABLE):
            what = "cannot be rated" if code in CODES else "is not a code of a finding"
            near = nearest(code, (each for each in CODES if each.startswith(RATEABLE)))
            hint = f"did you mean {near}?" if near and code not in CODES else None
            checker.report("PRJ005", place or document.root, f"{code} {what}", hint)
        elif {"severity", "reason"} <= item.keys():
            severity = str(item["severity"])
            rules.append(
                RatedOtherwise(
                    code=code,
                    severity=None if severity == "off" else Severity(severity),
                    objects=texts(item, "objects"),
                    until=_day(item, inside(document.root, "rules", code, "until"), checker),
                    place=document.place(place or document.root),
                )
            )
    return tuple(rules)


def _day(item: Checked, place: YamlEntry | None, checker: Checker) -> date | None:
    written = text(item, "until")
    if written is None or place is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        checker.report("PRJ007", place.value, f"{written} is not a day", "write a day such as 2027-03-31")
        return None


def _approvals(checked: Checked) -> Approvals:
    return {
        Rating(rating): Approval(count, text(item, "team"))
        for rating, item in named(checked, "approvals").items()
        if rating in {each.value for each in Rating} and isinstance(count := item.get("count"), int)
    }


def _schemas(checked: Checked, document: Document) -> tuple[tuple[str, Location], ...]:
    listed = inside(document.root, "schemas")
    items = listed.value.items if listed and isinstance(listed.value, YamlList) else ()
    places = {item.value: document.place(item) for item in reversed(items) if isinstance(item, YamlScalar)}
    return tuple((path, places[path]) for path in cast("tuple[str, ...]", checked.get("schemas", ())))
