"""A directory of YAML files to what git wants of each environment.

Files become nodes once. What uses no variable becomes an object once, the rest once for each environment asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lcwsync.config.assemble import contradictions, desired_of
from lcwsync.config.exceptions import Hit, name_of, owner, rated, without_effect
from lcwsync.config.form.check import Checker
from lcwsync.config.form.graph_keys import is_from_graph
from lcwsync.config.kinds import ENVIRONMENTS, KINDS, PROJECT
from lcwsync.config.kinds.project import Project, project_of
from lcwsync.config.objects import ConfiguredObject, object_of
from lcwsync.config.rules import rule_findings
from lcwsync.config.rules.scopes import scope_findings
from lcwsync.config.rules.tap_tasks import POLICY_CODES
from lcwsync.config.yaml.files import shown, sources
from lcwsync.config.yaml.nodes import Document, YamlMapping, YamlScalar, entry
from lcwsync.config.yaml.parse import Budget, parse
from lcwsync.config.yaml.places import NodePlaces
from lcwsync.config.yaml.variables import Variables, names_used
from lcwsync.model.environment import Environment
from lcwsync.model.state import Desired, ObjectKind
from lcwsync.model.unread import Unread
from lcwsync.values.codes.finding import finding
from lcwsync.values.errors import ConfigError
from lcwsync.values.findings import Finding, Severity, sort_findings
from lcwsync.values.location import Location
from lcwsync.values.nearest import nearest
from lcwsync.values.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable

    from lcwsync.config.organisation.rules import OrganisationRules

PROJECT_FILES = ("lcwsync.yaml", "lcwsync.yml")


class Resolved(NamedTuple):
    """One environment: what git wants of its tenant, where each value stands, and everything wrong or doubtful."""

    desired: Desired
    environment: Environment
    places: Places
    findings: tuple[Finding, ...]
    rate: "Callable[[Iterable[Finding]], tuple[Finding, ...]]" = tuple
    """Rates further findings as the project does."""
    objects: tuple[ConfiguredObject, ...] = ()
    documents: tuple[Document, ...] = ()
    """All documents that were parsed, those of which no object came among them."""
    unread: tuple[Unread, ...] = ()
    """Objects that are left out of `desired`, because they could not be read."""
    project_guard: tuple[object, ...] = ()
    """What the project says of every plan, without its places: findings rated otherwise, and who must approve."""


class _Outcome(NamedTuple):
    """An environment with what its exceptions did."""

    resolved: Resolved
    hits: frozenset[Hit]
    names: frozenset[str]


class Configuration:
    """The files of a directory, read once, for any of their environments."""

    def __init__(
        self,
        project: Project,
        documents: Sequence[tuple[ObjectKind, Document]],
        findings: Sequence[Finding],
        organisation: "OrganisationRules | None" = None,
        *,
        today: date,
        all_documents: Sequence[Document] = (),
    ):
        self.project = project
        self._documents = tuple(all_documents)
        self._organisation = organisation
        self._today = today
        self.environments = tuple(project.environments)
        self.default_environment = project.default_environment
        self._unread = any(each.code.startswith("LOAD") and each.severity is Severity.ERROR for each in findings)
        self._fixed: dict[int, ConfiguredObject | None] = {}
        self._varying: list[tuple[int, ObjectKind, Document]] = []
        common = list(findings)
        for position, (kind, document) in enumerate(documents):
            if document.varying:
                self._varying.append((position, kind, document))
            else:
                self._fixed[position] = object_of(kind, document.root, Checker(document.file, common))
        common += _unused_variables(project, [document for _, _, document in self._varying])
        self.findings = sort_findings(common)
        """What holds in every environment."""
        self._resolve = cache(self._resolved)

    def desired_for(self, environment: str) -> Resolved:
        """The desired state of one environment, with all findings about it. Raises ConfigError for an unknown name."""
        if environment not in self.project.environments:
            near = nearest(environment, self.environments)
            suggestion = f"did you mean {near}? " if near else ""
            raise ConfigError(
                f'the project has no environment "{environment}"',
                hint=f"{suggestion}environments: {', '.join(self.environments)}",
            )
        resolved = self._resolve(environment).resolved
        if len(self.environments) > 1:
            return resolved
        return resolved._replace(findings=sort_findings((*resolved.findings, *self._without_effect())))

    def findings_in(self, environments: Sequence[str]) -> tuple[Finding, ...]:
        """The findings of several environments; one that occurs in every environment is listed once."""
        holds_in: dict[Finding, list[str]] = {}
        for name in environments:
            for each in self.desired_for(name).findings:
                holds_in.setdefault(replace(each, environment=None), []).append(name)
        merged: list[Finding] = []
        for each, names in holds_in.items():
            if set(names) == set(self.environments) or each in self.findings:
                merged.append(each)
            else:
                merged += [replace(each, environment=name) for name in names]
        if set(environments) == set(self.environments):
            merged += self._without_effect()
        return sort_findings(merged)

    def owner(self, place: Location) -> str | None:
        """The name of the object in whose document a place is; None when it is in none."""
        return owner(
            place, [each for name in self.environments for each in self._objects(self.project.environments[name], [])]
        )

    def _without_effect(self) -> Iterable[Finding]:
        """Exceptions that do nothing in any environment. Whether one takes a finding of the policy is not known
        without the tenant where git does not describe the policy."""
        if not self.project.rules or self._unread:
            return ()
        outcomes = [self._resolve(name) for name in self.environments]
        hits = {hit for outcome in outcomes for hit in outcome.hits}
        elsewhere = any(outcome.resolved.desired.tap_policy is None for outcome in outcomes)
        rules = [rule for rule in self.project.rules if not (elsewhere and rule.code in POLICY_CODES)]
        names = {name for outcome in outcomes for name in outcome.names}
        return without_effect(rules, hits, names, self._today)

    def _resolved(self, name: str) -> _Outcome:
        environment = self.project.environments[name]
        found: list[Finding] = []
        objects = self._objects(environment, found)
        places = Places(
            known=NodePlaces(self.project.document, objects, self.project.included),
            fallback=Location(self.project.document.file),
        )
        desired = desired_of(objects, self.project)
        found += contradictions(objects, self.project, places)
        if not self._unread:
            # Rules across objects would be wrong about what could not be read.
            found += rule_findings(desired, places, objects, environment.cloud)
        else:
            found += scope_findings(objects)
        if self._organisation:
            found += self._organisation.findings(PROJECT, self.project.document.file, self.project.document.root)
            for each in self.project.included:
                found += self._organisation.findings(ENVIRONMENTS, each.file, each.root)
            for item in objects:
                found += self._organisation.findings(item.kind.value, item.file, item.node)
        kept, hits = rated(found, self.project.rules, objects, self._today)
        here = name if len(self.environments) > 1 else None
        own = (replace(each, environment=here) for each in kept)
        resolved = Resolved(
            desired=desired,
            environment=environment,
            places=places,
            findings=sort_findings((*self.findings, *own)),
            rate=lambda further: rated(further, self.project.rules, objects, self._today)[0],
            objects=objects,
            documents=self._documents,
            project_guard=(
                [[rule.code, rule.severity, rule.objects, str(rule.until)] for rule in self.project.rules],
                self.project.approvals,
            ),
        )
        return _Outcome(resolved, hits, frozenset(name_of(item) for item in objects))

    def _objects(self, environment: Environment, findings: list[Finding]) -> tuple[ConfiguredObject, ...]:
        objects = dict(self._fixed)
        declared = {variable for other in self.project.environments.values() for variable in other.variables}
        variables = Variables(
            environment.name,
            environment.variables,
            {variable: self.project.declared_in(variable) for variable in declared},
        )
        for position, kind, document in self._varying:
            checker = Checker(document.file, findings)
            objects[position] = object_of(kind, variables.replaced(document.root, checker), checker)
        return tuple(item for _, item in sorted(objects.items(), key=lambda pair: pair[0]) if item is not None)


def load(directory: Path, *, today: date | None = None) -> Configuration:
    """Read every YAML file below the directory. Exceptions that ended before `today` (default: the day in UTC) do not
    hold.

    Raises ConfigError, with all findings so far, when there is no directory, no YAML file or no usable project file.
    Everything else that is wrong is among the findings of the result.
    """
    place = shown(directory)
    start = "name another with --config, or run `lcwsync init DIR`: DIR/workflows is then the directory"
    if not directory.is_dir():
        what = "is not a directory" if directory.exists() else "there is no such directory"
        raise ConfigError(f"{place}: {what}", hint=start)
    findings: list[Finding] = []
    documents = _documents(directory, findings)
    if not documents and not findings:
        raise ConfigError(f"{place}: there is no YAML file in this directory", hint=start)
    kinds, projects, others = _by_kind(documents, findings)
    expected = [shown(directory / name) for name in PROJECT_FILES]
    chosen = _chosen(projects, expected, findings)
    if chosen is None:
        unread = any(each.location.file in expected for each in findings)
        what = f"the project file {expected[0]} cannot be used" if unread else f"there is no project file {expected[0]}"
        hint = None if unread else "write it: kind: Project, and environments: {sandbox: {sandbox: true}}"
        raise ConfigError(what, hint=hint, findings=sort_findings(findings))
    project = project_of(chosen, others, findings)
    if project is None:
        message = f"the project file {chosen.file} declares no usable environment"
        raise ConfigError(
            message, hint="write environments: {sandbox: {sandbox: true}}", findings=sort_findings(findings)
        )
    organisation = _organisation(directory, project, findings)
    day = today or datetime.now(UTC).date()
    return Configuration(project, kinds, findings, organisation, today=day, all_documents=documents)


def _organisation(directory: Path, project: Project, findings: list[Finding]) -> "OrganisationRules | None":
    if not project.schemas:
        return None
    # jsonschema takes as long to load as everything else together.
    from lcwsync.config.organisation.rules import OrganisationRules

    return OrganisationRules(directory, project.schemas, findings)


def _documents(directory: Path, findings: list[Finding]) -> list[Document]:
    budget = Budget()
    return [
        document
        for source in sources(directory, findings)
        for document in parse(source.text, source.file, budget, findings)
    ]


def _chosen(projects: Sequence[Document], expected: Sequence[str], findings: list[Finding]) -> Document | None:
    """The project at the top of the directory; every other one is reported."""
    chosen = next((document for document in projects if document.file in expected), None)
    for document in projects:
        if document is not chosen:
            message = "a second project" if document.file in expected else "a project in another file"
            findings.append(finding("LOAD010", document.place(document.root), message, f"it belongs in {expected[0]}"))
    return chosen


def _by_kind(
    documents: Sequence[Document], findings: list[Finding]
) -> tuple[list[tuple[ObjectKind, Document]], list[Document], list[Document]]:
    """The objects' documents with their kinds, the projects, and the environments in files of their own."""
    objects: list[tuple[ObjectKind, Document]] = []
    projects: list[Document] = []
    environments: list[Document] = []
    known = ", ".join(KINDS)
    for document in documents:
        said = entry(document.root, "kind")
        kind = said.value.value if said and isinstance(said.value, YamlScalar) else None
        if kind == PROJECT:
            projects.append(document)
        elif kind == ENVIRONMENTS:
            environments.append(document)
        elif isinstance(kind, str) and kind in KINDS:
            objects.append((ObjectKind(kind), document))
        elif said is None:
            place = document.place(document.root)
            keys = document.root.entries if isinstance(document.root, YamlMapping) else ()
            imported = "this is Graph's JSON: `lcwsync import FILE --out DIR` writes the YAML"
            hint = imported if is_from_graph(keys) else f"start with kind: {known}"
            findings.append(finding("SCH001", place, "the document has no kind", hint))
        else:
            near = (_KINDS_ELSEWHERE.get(kind.casefold()) or nearest(kind, KINDS)) if isinstance(kind, str) else None
            hint = f"did you mean {near}?" if near else f"kinds: {known}"
            written = f'"{kind[:60]}"' if isinstance(kind, str) else "like this"
            findings.append(finding("SCH001", document.place(said.value), f"there is no kind {written}", hint))
    return objects, projects, environments


_KINDS_ELSEWHERE = {
    "lifecycleworkflow": ObjectKind.WORKFLOW,
    "tappolicy": ObjectKind.TAP_POLICY,
    "temporaryaccesspass": ObjectKind.TAP_POLICY,
    "lifecyclesettings": ObjectKind.SETTINGS,
    "extension": ObjectKind.EXTENSION,
    "logicapp": ObjectKind.EXTENSION,
    "guardrails": ObjectKind.GUARDRAILS,
}
"""The kinds in words that people try, in lower case."""


def _unused_variables(project: Project, documents: Sequence[Document]) -> list[Finding]:
    used = frozenset[str]().union(*(names_used(document) for document in documents))
    places = Places(NodePlaces(project.document, (), project.included))
    return [
        finding(
            "VAR005",
            places.at(PROJECT, "environments", name, "variables", variable),
            f"no file uses the variable {variable}",
            "remove it, or use it as ${" + variable + "}",
        )
        for name, environment in project.environments.items()
        for variable in environment.variables
        if variable not in used
    ]
