"""The tenant as YAML files: one object a file, names instead of GUIDs, nothing of the service's own bookkeeping.

What is exported loads again as the same value, so that the plan afterwards is empty. What cannot be expressed is
written down beside it, never left out in silence. Pure: the caller writes the files.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lcwsync.adopt.yaml_text import comment, document_text
from lcwsync.model.conditions import GroupScope, TriggerAndScope
from lcwsync.model.document import document_of
from lcwsync.model.environment import Cloud, Environment
from lcwsync.model.extension import LaunchAndWait, LiveExtension
from lcwsync.model.pass_requests import LivePassRequests, as_git_describes, deviations
from lcwsync.model.pause import pause_of, without_mark
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy, UserTarget
from lcwsync.model.traversal import refs_in
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.values.moments import moment_text
from lcwsync.values.records import dataclass

UNMANAGED_FILE = "UNMANAGED.md"
"""The file for objects that YAML cannot express."""

SCHEMAS = "../schemas"
"""The directory of the schemas, relative to the exported files."""

_SLUG_LENGTH = 60

ALREADY_PRESENT = "already present when the tenant was exported"
"""The reason of an exception that an export writes or proposes."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to write: its name inside the directory, and its whole text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class _Left:
    """An object that stays out of git, and why."""

    what: str
    why: tuple[str, ...]
    shown: Mapping[str, object]


def export(
    existing: Existing,
    identity: TenantIdentity,
    environment: Environment | None = None,
    *,
    accepted: Mapping[str, Iterable[str]] | None = None,
) -> tuple[ExportedFile, ...]:
    """Files that describe the tenant, in a stable order with stable names; the same tenant gives the same bytes.

    References in `existing` are written by name where they have one, so the names must lead back to the same object
    (`tenant.names.with_usable_names`). `environment` is the one exported from; it becomes the only environment of the
    project file. `accepted` are codes of findings that the tenant's objects already have, with the names of these
    objects: the project then rates them as warnings there, so that what is there can be adopted first and improved
    later, and the next object with the same fault is still stopped. Objects that share a name are left out, each with
    its id.
    """
    files = [ExportedFile("lcwsync.yaml", _project(identity, environment, accepted or {}))]
    left: list[_Left] = []
    existing = _alone(existing, left)
    if existing.tap_policy is not None:
        files.extend(_policy(existing.tap_policy, left))
    if existing.settings is not None:
        files.append(_settings(existing.settings))
    taken: set[str] = {file.path for file in files}
    for extension in sorted(existing.extensions, key=lambda e: (e.extension.display_name.casefold(), e.id)):
        files.extend(_extension(extension, taken, left))
    for workflow in sorted(existing.workflows, key=lambda w: (w.workflow.display_name.casefold(), w.id)):
        files.extend(_workflow(workflow, taken, left))
    for door in sorted(existing.pass_requests, key=lambda p: (p.display_name.casefold(), p.id)):
        files.extend(_pass_requests(door, taken, left))
    if left:
        files.append(ExportedFile(UNMANAGED_FILE, _unmanaged(left)))
    return tuple(files)


def _alone(existing: Existing, left: list[_Left]) -> Existing:
    """What has its name to itself: git goes by names, and cannot describe two of one."""
    workflows = Counter(live.workflow.display_name.casefold() for live in existing.workflows)
    extensions = Counter(live.extension.display_name.casefold() for live in existing.extensions)
    shared = "the same name as another (by case, too): rename or delete one of them in the portal, then export again"
    for live in sorted(existing.workflows, key=lambda each: (each.workflow.display_name.casefold(), each.id)):
        if workflows[live.workflow.display_name.casefold()] > 1:
            what = f'Workflow "{live.workflow.display_name}", id {live.id}'
            left.append(_Left(what, (shared,), document_of(live.workflow)))
    for other in sorted(existing.extensions, key=lambda each: (each.extension.display_name.casefold(), each.id)):
        if extensions[other.extension.display_name.casefold()] > 1:
            what = f'Custom task extension "{other.extension.display_name}", id {other.id}'
            left.append(_Left(what, (shared,), document_of(other.extension)))
    return replace(
        existing,
        workflows=tuple(e for e in existing.workflows if workflows[e.workflow.display_name.casefold()] == 1),
        extensions=tuple(e for e in existing.extensions if extensions[e.extension.display_name.casefold()] == 1),
    )


def workflow_text(live: LiveWorkflow, notes: Iterable[str] = ()) -> str:
    """One workflow as YAML, with the comments of an export.

    Raises ValueError for one that YAML cannot express, saying why.
    """
    taken: set[str] = set()
    left: list[_Left] = []
    files = list(_workflow(live, taken, left, notes))
    if left:
        raise ValueError(f"it holds {'; '.join(left[0].why)}")
    return files[0].text


def workflow_file(live: LiveWorkflow) -> str:
    """The name of a new file for a workflow."""
    return next(
        (file.path for file in _workflow(live, set(), [])), f"workflow-{_slug(live.workflow.display_name)}.yaml"
    )


def _project(identity: TenantIdentity, environment: Environment | None, accepted: Mapping[str, Iterable[str]]) -> str:
    name = environment.name if environment else ("sandbox" if identity.sandbox else "production")
    described: dict[str, object] = {"sandbox": True} if identity.sandbox else {"tenantId": identity.id}
    if environment and not identity.sandbox:
        cloud = None if environment.cloud is Cloud.GLOBAL else environment.cloud.value
        own = {
            "clientId": environment.client_id,
            "planClientId": environment.plan_client_id,
            "auth": environment.auth,
            "cloud": cloud,
        }
        described |= {key: value for key, value in own.items() if value is not None}
    document: dict[str, object] = {"kind": "Project", "defaultEnvironment": name, "environments": {name: described}}
    if accepted:
        document["rules"] = {
            code: {"severity": "warning", "objects": sorted(set(accepted[code])), "reason": ALREADY_PRESENT}
            for code in sorted(accepted)
        }
    notes = [f"Exported from {identity.name or 'the tenant'}."]
    return _text("project", document, notes)


def _policy(policy: TapPolicy, left: list[_Left]) -> Iterator[ExportedFile]:
    document = document_of(policy)
    targets = (*(policy.include_targets or ()), *(policy.exclude_targets or ()))
    if any(isinstance(target, UserTarget) for target in targets):
        left.append(_Left("The Temporary Access Pass policy", ("a target that is a single user",), document))
        return
    yield ExportedFile("tap-policy.yaml", _text("tap-policy", document, _gone(policy)))


def _settings(settings: LifecycleSettings) -> ExportedFile:
    notes = [_limits(settings.execution_limits)] if settings.execution_limits else []
    return ExportedFile("settings.yaml", _text("settings", document_of(settings), notes))


def _extension(live: LiveExtension, taken: set[str], left: list[_Left]) -> Iterator[ExportedFile]:
    extension = live.extension
    document = document_of(extension)
    if live.unsupported:
        left.append(_Left(f'Custom task extension "{extension.display_name}"', live.unsupported, document))
        return
    notes = _gone(extension)
    if isinstance(extension.callback, LaunchAndWait) and extension.callback.authorized_apps is None:
        notes.append("The service does not show which applications may resume the task: they are not managed here.")
    yield ExportedFile(
        _free(f"extension-{_slug(extension.display_name)}", taken), _text("custom-task-extension", document, notes)
    )


def _workflow(
    live: LiveWorkflow, taken: set[str], left: list[_Left], notes: Iterable[str] = ()
) -> Iterator[ExportedFile]:
    workflow = without_mark(live).workflow
    document = document_of(workflow)
    conditions = workflow.conditions if isinstance(workflow.conditions, TriggerAndScope) else None
    hidden = [
        what
        for what, value in (
            ("its conditions", workflow.conditions),
            ("its trigger", conditions.trigger if conditions else True),
            ("its scope", conditions.scope if conditions else True),
            ("its tasks", workflow.tasks),
        )
        if value is None
    ]
    why = (*live.unsupported, *(f"{what}, which the service does not show" for what in hidden))
    if why or workflow.category is None:
        left.append(_Left(f'Workflow "{workflow.display_name}"', why, document))
        return
    slug = _slug(workflow.display_name)
    category = workflow.category.value
    name = slug if slug.startswith(f"{category}-") else f"{category}-{slug}"
    yield ExportedFile(_free(name, taken), _text("workflow", document, [*notes, *_notes(live)]))


def _pass_requests(live: LivePassRequests, taken: set[str], left: list[_Left]) -> Iterator[ExportedFile]:
    requests = as_git_describes(live)
    why = (*live.unsupported, *(f"{name} as no front door of git has it" for name in deviations(live)))
    if live.group is None and not live.unsupported:
        why = ("no role, so that a request leads to nothing", *why)
    if requests is None or why:
        shown: dict[str, object] = {"displayName": live.display_name, "catalog": live.catalog.display_name}
        left.append(_Left(f'Access package "{live.display_name}"', why, shown))
        return
    notes = _gone(requests)
    notes.append("Name the workflow that creates the pass in `workflow`, so that the whole way to the pass is checked.")
    if not live.catalog.published:
        notes.append("The catalog is not published: My Access does not show the access package.")
    path = _free(f"pass-requests-{_slug(live.display_name)}", taken)
    yield ExportedFile(path, _text("pass-requests", document_of(requests), notes))


def _notes(live: LiveWorkflow) -> list[str]:
    """Notes for the reader about what the document leaves out."""
    workflow, notes = live.workflow, _gone(live.workflow)
    conditions = workflow.conditions
    if isinstance(conditions, TriggerAndScope) and conditions.scope == GroupScope(groups=None):
        notes.append(
            "The service does not show the groups of this workflow's scope: they are not managed here. To manage "
            "them, add `scope: {groups: [...]}`; a change of the trigger or the tasks needs it."
        )
    if workflow.administration_scope_targets is None:
        notes.append("The service does not show the administrative units: they are not managed here.")
    if live.execution_limits:
        notes.append(_limits(live.execution_limits))
    if pause := pause_of(live):
        notes.append(f"Paused when exported, since {moment_text(pause.since)} by {pause.by}: {pause.reason}")
    if live.quarantine:
        notes.append(f"Quarantined when exported: {live.quarantine}")
    return notes


def _limits(configuration: str) -> str:
    return f"Execution limits, shown and not managed: {configuration}"


def _unmanaged(left: Iterable[_Left]) -> str:
    lines = [
        "# Not managed by these files",
        "",
        "lcwsync found these objects in the tenant and cannot express all of them. They stay as they are: a plan",
        "counts them as unmanaged and never writes them. Shown is the part that can be expressed, for reference.",
    ]
    for item in left:
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", document_text(item.shown)) or [""]))
        lines += ["", "## " + " ".join(item.what.split()), ""]
        lines += [f"- holds {' '.join(reason.split())}" for reason in item.why]
        lines += ["", f"{fence}yaml", document_text(item.shown).rstrip("\n"), fence]
    return "\n".join(lines) + "\n"


def _gone(value: object) -> list[str]:
    """Notes on the references whose objects are deleted in the tenant."""
    gone = dict.fromkeys((ref.kind, ref.id) for ref in refs_in(value) if ref.deleted)
    return [f"Deleted in the tenant, which still names it: {kind} {id_}" for kind, id_ in gone]


def _text(schema: str, document: Mapping[str, object], notes: Iterable[str] = ()) -> str:
    modeline = f"# yaml-language-server: $schema={SCHEMAS}/{schema}.schema.json\n"
    return modeline + "".join(comment(note) for note in notes) + document_text(document)


def _slug(name: str) -> str:
    """The name in lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH].strip("-") or "unnamed"


def _free(name: str, taken: set[str]) -> str:
    path, number = f"{name}.yaml", 1
    while path in taken:
        number += 1
        path = f"{name}-{number}.yaml"
    taken.add(path)
    return path
