"""The plan file: a reviewed plan, bound to the state it was made from. It holds no secret and no name of a person.

`apply PLANFILE` plans afresh and carries out only what the file lists, after `confirm` found that every object in it,
the configuration and the tenant are still the same.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from lcwsync.model.references import Ref, RefKind
from lcwsync.plan.actions import CreateExtension, PlannedAction, subject, task_changes
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChange, TaskChanged, TaskRemoved, Value, task_title
from lcwsync.plan.fingerprint import digest_of
from lcwsync.plan.plan import Plan
from lcwsync.values.errors import ConfigError, StalePlan
from lcwsync.values.json import JsonObject
from lcwsync.values.json_schema import Schema
from lcwsync.values.records import dataclass

FORMAT_VERSION = "3.0"
"""A file of another format cannot be applied."""

VALID_FOR = timedelta(days=7)
"""How long a saved plan may wait for its apply: as long as the workflows keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAction:
    """One action of the file: enough to find it again and to show what has changed."""

    key: str
    object: str
    fingerprint: str | None
    content: str
    """SHA-256 of what the action changes, references by id: a name may come to mean another object."""
    fields: Mapping[str, tuple[str, str]]
    """By field: the tenant's value then, and git's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """A plan file that was read and found whole."""

    environment: str
    tenant_id: str
    config_digest: str
    targets: tuple[str, ...]
    actions: tuple[SavedAction, ...]
    digest: str
    tool_version: str
    made: datetime
    commit: str | None
    """Of git, when it was made; None: not known."""
    refusals: tuple[str, ...]
    """Why it must not be applied; empty when it may be."""
    review_digest: str
    """What a reviewer was shown, computed from the file's content: the digest of `plan --format github`."""
    valid_for: timedelta = VALID_FOR
    """How long it may wait for its apply."""

    def too_old(self, now: datetime) -> bool:
        """Whether it is older than a reviewed plan may be."""
        return now > self.made + self.valid_for

    def too_new(self, now: datetime) -> bool:
        """Whether it was made later than now, by more than clocks differ: nobody can say how old it is."""
        return now < self.made - _CLOCKS_DIFFER


_CLOCKS_DIFFER = timedelta(minutes=10)


def dump(plan: Plan, tool_version: str, *, made: datetime, commit: str | None) -> str:
    """The plan file's text, all ASCII: nothing in it can look like something else.

    `made` is the time in UTC, `commit` that of git. Same input, same bytes.
    """
    content: JsonObject = {
        "formatVersion": FORMAT_VERSION,
        "toolVersion": tool_version,
        "environment": plan.environment,
        "tenantId": plan.tenant.id,
        "sandbox": plan.tenant.sandbox,
        "configDigest": plan.config_digest,
        "targets": list(plan.targets),
        "madeAt": f"{made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "validDays": VALID_FOR.days,
        "commit": commit,
        "actions": [_action(planned) for planned in plan.actions],
        **_guard(plan),
        "refusals": [refusal.message for refusal in plan.refusals],
    }
    return json.dumps({**content, "digest": digest_of(content)}, indent=2) + "\n"


def digest(plan: Plan) -> str:
    """The digest of what a reviewer is shown, independent of the tool's version: the changes of the tenant, of the
    guard, and of what is managed."""
    actions = [_action(planned) for planned in plan.actions]
    return _review_digest({"tenantId": plan.tenant.id, "actions": actions, **_guard(plan)})


def object_digests(plan: Plan) -> tuple[str, ...]:
    """What a plan touches, as digests that name nothing: two plans with one in common touch the same object, or the
    same part of the guard."""
    touched = {str(subject(planned.action)) for planned in plan.actions} | {str(each.object) for each in plan.released}
    names = {name.casefold() for name in touched | {each.subject for each in plan.guard}}
    return tuple(sorted(digest_of([plan.tenant.id, name])[:12] for name in names))


def _guard(plan: Plan) -> JsonObject:
    """The guard and what leaves git; who it is about, and what files hold, only as a digest."""
    return {
        "guard": [
            [each.code, each.subject, each.message, digest_of(each.people or each.content)] for each in plan.guard
        ],
        "noLongerManaged": [[str(each.object), each.message] for each in plan.released],
    }


def _review_digest(content: JsonObject) -> str:
    shown = {name: content[name] for name in ("tenantId", "actions")}
    guard = {name: content[name] for name in ("guard", "noLongerManaged") if content[name]}
    return digest_of({**shown, **guard})


MAX_BYTES = 50_000_000
"""A plan of a full tenant is far below a tenth of it."""


def read(content: bytes) -> SavedPlan:
    """`load`, of at most `MAX_BYTES` of UTF-8. Raises ConfigError."""
    if len(content) > MAX_BYTES:
        raise ConfigError(f"this is not a plan file: it is larger than {MAX_BYTES // 1_000_000} MB", hint=_AGAIN)
    try:
        return load(content.decode("utf-8-sig"))  # an editor or a console of Windows may put a mark before it
    except UnicodeDecodeError:
        raise ConfigError("this is not a plan file: it is not UTF-8 text", hint=_AGAIN) from None


def load(text: str) -> SavedPlan:
    """Read a plan file. Raises ConfigError when it is cut, edited, of another format, or none at all.

    It is held against its published schema before anything in it is used.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ConfigError("the plan file is truncated or changed", hint=_AGAIN) from None
    if not isinstance(content, dict) or "formatVersion" not in content:
        raise ConfigError("this is not a plan file", hint=_AGAIN)
    version = str(content["formatVersion"])[:20]
    if version != FORMAT_VERSION:
        raise ConfigError(f"the plan file has format {version}; this lcwsync reads {FORMAT_VERSION}", hint=_AGAIN)
    if wrong := Schema(schema()).misfit(content):
        raise ConfigError(f"the plan file does not fit its schema: {wrong}", hint=_AGAIN)
    given = content.pop("digest", None)
    if given != digest_of(content):
        raise ConfigError("the plan file was edited after it was made", hint=_AGAIN)
    try:
        made = datetime.fromisoformat(str(content["madeAt"]))
    except ValueError:
        raise ConfigError("the plan file has no time at which it was made", hint=_AGAIN) from None
    return SavedPlan(
        environment=str(content["environment"]),
        tenant_id=str(content["tenantId"]),
        config_digest=str(content["configDigest"]),
        targets=tuple(str(name) for name in content["targets"]),
        actions=tuple(_saved(item) for item in content["actions"]),
        digest=str(given),
        tool_version=str(content["toolVersion"]),
        made=made,
        commit=None if content["commit"] is None else str(content["commit"]),
        refusals=tuple(str(each) for each in content["refusals"]),
        valid_for=timedelta(days=int(content["validDays"])),
        review_digest=_review_digest(content),
    )


def confirm(saved: SavedPlan, fresh: Plan) -> Plan:
    """The fresh plan limited to what the file lists.

    Raises StalePlan, with three-way lines, when the tenant is another one, when git changed, or when an object of the
    file changed in the tenant; changes elsewhere in the tenant do not matter.
    """
    if saved.tenant_id != fresh.tenant.id or saved.environment != fresh.environment:
        raise StalePlan(
            f"the plan was made for environment {saved.environment}, tenant {saved.tenant_id}; this is "
            f"{fresh.environment}, tenant {fresh.tenant.id}",
            hint="apply it where it was made for, or plan again here",
        )
    if saved.config_digest != fresh.config_digest:
        raise StalePlan(
            "the configuration in git changed since the plan was made (objects, limits, rules or approvals)",
            hint=_AGAIN,
        )
    listed = {action.key for action in saved.actions}
    now = {planned.key: planned for planned in fresh.actions}
    moved = [line for action in saved.actions for line in _moves(action, now.get(action.key), now, listed)]
    if moved:
        raise StalePlan("the tenant changed since the plan was made; nothing was written", hint=_AGAIN, moved=moved)
    actions = tuple(planned for planned in fresh.actions if planned.key in listed)
    objects = {subject(planned.action) for planned in actions}
    return replace(
        fresh,
        actions=actions,
        risks=tuple(risk for risk in fresh.risks if risk.action is None or risk.action in listed),
        refusals=tuple(refusal for refusal in fresh.refusals if refusal.object is None or refusal.object in objects),
    )


_AGAIN = "make a new one with `lcwsync plan --out PLANFILE`, and have it reviewed"


def _moves(
    saved: SavedAction, now: PlannedAction | None, fresh: Mapping[str, PlannedAction], listed: set[str]
) -> Iterator[str]:
    if now is None:
        yield f"{saved.object}: planned `{saved.key}`, which the tenant as it is now does not call for"
        return
    for key in now.depends_on:
        if key not in listed and isinstance(fresh[key].action, CreateExtension):
            yield f"{saved.object}: needs {subject(fresh[key].action)}, which is gone from the tenant since"
    if now.fingerprint != saved.fingerprint:
        fields = dict(_fields(now))
        lines = [
            f"{saved.object}: {name} was {before}, is {fields.get(name, (wanted, wanted))[0]} now, git has {wanted}"
            for name, (before, wanted) in saved.fields.items()
            if fields.get(name, (wanted, wanted))[0] != before
        ]
        lines += [
            f"{saved.object}: {name} is {shown} now, git has {wanted}; the plan did not touch it"
            for name, (shown, wanted) in fields.items()
            if name not in saved.fields
        ]
        yield from lines or [f"{saved.object}: changed in the tenant, in what git does not describe"]
    elif _content(now) != saved.content:
        yield f"{saved.object}: a name in git means another object of the tenant than when the plan was made"


def _action(planned: PlannedAction) -> JsonObject:
    name = subject(planned.action)
    return {
        "key": planned.key,
        "kind": name.kind.value,
        "object": str(name),
        "call": planned.action.call,
        "dependsOn": list(planned.depends_on),
        "fingerprint": planned.fingerprint,
        "content": _content(planned),
        "fields": {field: list(pair) for field, pair in _fields(planned)},
    }


def _content(planned: PlannedAction) -> str:
    return digest_of([planned.action.fields, task_changes(planned.action)])


def _fields(planned: PlannedAction) -> Iterator[tuple[str, tuple[str, str]]]:
    for change in planned.action.fields:
        yield change.field, _pair(change)
    for task_change in task_changes(planned.action):
        yield from _task_fields(task_change)


def _task_fields(change: TaskChange) -> Iterator[tuple[str, tuple[str, str]]]:
    title = f'task "{task_title(change.task)}"'
    match change:
        case TaskAdded(position=position):
            yield f"{title} at {position}", ("absent", "present")
        case TaskRemoved(position=position):
            yield f"{title} at {position}", ("present", "absent")
        case TaskChanged(before_position=before, position=position, fields=fields, moved=moved):
            if moved:
                yield f"{title} position", (str(before), str(position))
            for field in fields:
                yield f"{title} {field.field}", _pair(field)


def _pair(change: FieldChange) -> tuple[str, str]:
    return _text(change.before), _text(change.after)


def _text(value: Value) -> str:
    match value:
        case None:
            return "(not set)"
        case bool():
            return "true" if value else "false"
        case Ref(kind=RefKind.USER):
            return f"user {value.id or '?'}"
        case tuple():
            return "[" + ", ".join(sorted(_text(item) for item in value)) + "]"
        case _:
            return str(value)


def _saved(item: JsonObject) -> SavedAction:
    fields = cast("dict[str, tuple[str, str]]", item["fields"])  # as the schema holds
    mark = item["fingerprint"]
    return SavedAction(
        key=str(item["key"]),
        object=str(item["object"]),
        fingerprint=None if mark is None else str(mark),
        content=str(item["content"]),
        fields={name: (before, after) for name, (before, after) in fields.items()},
    )


def schema() -> JsonObject:
    """The plan file's JSON Schema (draft-07)."""
    text: JsonObject = {"type": "string"}
    hexadecimal: JsonObject = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    action: JsonObject = {
        "type": "object",
        "required": ["key", "kind", "object", "call", "dependsOn", "fingerprint", "content", "fields"],
        "additionalProperties": False,
        "properties": {
            "key": {**text, "description": "Unique in the plan and stable between runs."},
            "kind": text,
            "object": text,
            "call": {**text, "description": "The Graph call, in words."},
            "dependsOn": {"type": "array", "items": text},
            "fingerprint": {
                "description": "SHA-256 of the object as it was read; null for what did not exist.",
                "anyOf": [hexadecimal, {"type": "null"}],
            },
            "content": {**hexadecimal, "description": "SHA-256 of what the action changes, references by id."},
            "fields": {
                "type": "object",
                "description": "By field: the tenant's value and git's value. People appear by id.",
                "additionalProperties": {"type": "array", "items": text, "minItems": 2, "maxItems": 2},
            },
        },
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "lcwsync plan file",
        "type": "object",
        "required": [
            "formatVersion",
            "toolVersion",
            "environment",
            "tenantId",
            "sandbox",
            "configDigest",
            "targets",
            "madeAt",
            "validDays",
            "commit",
            "actions",
            "guard",
            "noLongerManaged",
            "refusals",
            "digest",
        ],
        "additionalProperties": False,
        "properties": {
            "formatVersion": {**text, "const": FORMAT_VERSION},
            "toolVersion": text,
            "environment": text,
            "tenantId": text,
            "sandbox": {"type": "boolean"},
            "configDigest": {**hexadecimal, "description": "SHA-256 of what git described."},
            "targets": {"type": "array", "items": text},
            "madeAt": {
                **text,
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
                "description": "The moment it was made, in UTC.",
            },
            "validDays": {
                "type": "integer",
                "minimum": 1,
                "maximum": VALID_FOR.days,
                "description": "For how many days it may be applied.",
            },
            "commit": {"type": ["string", "null"], "description": "Of git, when it was made."},
            "actions": {"type": "array", "items": action},
            "guard": {
                "type": "array",
                "items": {"type": "array", "items": text, "minItems": 4, "maxItems": 4},
                "description": "What the change does to the guard: code, subject, message, digest of people or file.",
            },
            "noLongerManaged": {
                "type": "array",
                "items": {"type": "array", "items": text, "minItems": 2, "maxItems": 2},
                "description": "What leaves git: object and message.",
            },
            "refusals": {"type": "array", "items": text, "description": "Why it must not be applied."},
            "digest": {**hexadecimal, "description": "SHA-256 over everything else in the file."},
        },
    }
