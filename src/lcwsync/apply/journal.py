"""A line before and a line after each action: who changed what, when, from which commit, and the result.

It holds no secret and no name of a person: people appear by object id. A line that cannot be written is reported once
and never stops an apply, which can be read back; a start of a workflow cannot, so it is refused (`start_journal`).
"""

import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, assert_never

from lcwsync.apply.earlier import sent_json
from lcwsync.apply.journal_schema import journal_schema
from lcwsync.apply.outcome import (
    Applied,
    Blocked,
    Failed,
    NeedsDecision,
    NotAttempted,
    Origin,
    Result,
    Sent,
    Unknown,
)
from lcwsync.apply.private_files import open_private, private_directory
from lcwsync.model.state import ObjectName
from lcwsync.plan.actions import PlannedAction, subject
from lcwsync.plan.plan import Plan
from lcwsync.plan.planfile import digest
from lcwsync.values.json_schema import Schema
from lcwsync.values.records import dataclass
from lcwsync.values.secrets import without_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One action that was carried out, or tried, as a journal tells it."""

    time: str
    actor: str | None
    commit: str | None
    plan_digest: str
    call: str
    result: str


def entries(
    path: Path, *, tenant_id: str, name: ObjectName, warn: Callable[[str], None] = lambda _line: None
) -> tuple[JournalEntry, ...]:
    """The journal's entries about an object, oldest first; none when there is no journal.

    Each line is held against the published schema. `warn` receives the lines that do not fit, which are left out; a
    line that a crash cut off is passed over. An action without its second line was under way when the process ended.
    Raises OSError.
    """
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return ()
    found: list[JournalEntry] = []
    begun: dict[str, JournalEntry] = {}
    for line in lines(text, path, warn):
        same = (line.get("kind"), str(line["object"]).casefold()) == (name.kind.value, name.name.casefold())
        if line["tenant"] != tenant_id or not same or line["event"] not in ("begin", "end", "incident"):
            continue
        if line["event"] == "incident":
            found += [_incident(line)] if line["result"] != "sending" else []
            continue
        action = str(line["action"])
        if line["event"] == "begin":
            found += [left] if (left := begun.pop(action, None)) else []
            begun[action] = _entry(line, "unknown: the process ended before the answer")
        else:
            begun.pop(action, None)
            found.append(_entry(line, str(line["result"])))
    return tuple(sorted((*found, *begun.values()), key=lambda entry: entry.time))


def lines(text: str, path: Path, warn: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """The lines of a journal that fit their schema.

    `warn` receives the others; a line that a crash cut off is passed over.
    """
    schema = Schema(journal_schema())
    left_out = 0
    for number, content in enumerate(text.splitlines(), 1):
        try:
            line = json.loads(content)
        except (ValueError, RecursionError):
            continue
        if not (wrong := schema.misfit(line)):
            yield line
            continue
        left_out += 1
        if left_out == 1:
            warn(
                f"warning: line {number} of the journal {path} is not one that lcwsync writes and is left out: {wrong}"
            )
    if left_out > 1:
        warn(f"warning: {left_out} lines of the journal {path} are left out")


def _entry(line: dict[str, object], result: str) -> JournalEntry:
    actor, commit = line.get("actor"), line.get("commit")
    return JournalEntry(
        time=str(line.get("time")),
        actor=actor if isinstance(actor, str) else None,
        commit=commit if isinstance(commit, str) else None,
        plan_digest=str(line.get("planDigest")),
        call=str(line.get("call")),
        result=result,
    )


def _incident(line: dict[str, object]) -> JournalEntry:
    reason = f" ({line['reason']})" if line.get("reason") else ""
    return replace(_entry({**line, "call": f"{line['does']}{reason}"}, str(line["result"])), plan_digest="")


class Journal:
    """Lines of JSON appended to a file, each before the next call: none is lost when the process is killed. Those about
    what must not be sent or started twice are on disk, too: none of them is lost with the machine."""

    def __init__(self, path: Path, origin: Origin, *, warn: Callable[[str], None] = lambda _line: None) -> None:
        self.path = path
        self.origin = origin
        self._warn = warn
        self._failed = False
        self._plan: tuple[Plan, str] | None = None

    def begins(self, plan: Plan, planned: PlannedAction, now: datetime) -> None:
        """About to carry out an action: after a crash this tells which write was under way."""
        self._append(self._line("begin", plan, planned, now))

    def ended(self, plan: Plan, planned: PlannedAction, result: Result, now: datetime) -> None:
        """What became of it."""
        self._append(self._line("end", plan, planned, now) | _result(result))

    def sending(self, plan: Plan, planned: PlannedAction, sent: Sent, now: datetime) -> None:
        """About to send a write that must not be sent twice."""
        self._append(self._line("sending", plan, planned, now) | {"sent": sent_json(sent)}, sync=True)

    def sent(self, plan: Plan, planned: PlannedAction, sent: Sent, now: datetime) -> None:
        """It was answered: from now on the object is known by its id."""
        self._append(self._line("sent", plan, planned, now) | {"sent": sent_json(sent)}, sync=True)

    def settled(self, name: ObjectName, *, environment: str, tenant_id: str, message: str, now: datetime) -> None:
        """What was sent under a name needs no more waiting: a person looked. Raises OSError."""
        line = {"event": "settled", "kind": name.kind.value, "object": name.name, "message": message}
        self.record(line, environment=environment, tenant_id=tenant_id, now=now)

    def record(self, line: Mapping[str, object], *, environment: str, tenant_id: str, now: datetime) -> None:
        """A line about a start of a workflow (`apply.start_journal`), on disk when this returns. Raises OSError."""
        head = {
            "time": _time(now),
            "environment": environment,
            "tenant": tenant_id,
            "actor": self.origin.actor,
            "commit": self.origin.commit,
            "toolVersion": self.origin.tool_version,
        }
        self._write({**head, **line})

    def _line(self, event: str, plan: Plan, planned: PlannedAction, now: datetime) -> dict[str, object]:
        name = subject(planned.action)
        return {
            "time": _time(now),
            "event": event,
            "environment": plan.environment,
            "tenant": plan.tenant.id,
            "actor": self.origin.actor,
            "commit": self.origin.commit,
            "toolVersion": self.origin.tool_version,
            "configDigest": plan.config_digest,
            "planDigest": self._digest(plan),
            "kind": name.kind.value,
            "object": name.name,
            "action": planned.key,
            "call": planned.action.call,
        }

    def _digest(self, plan: Plan) -> str:
        if self._plan is None or self._plan[0] is not plan:
            self._plan = plan, digest(plan)
        return self._plan[1]

    def _append(self, line: dict[str, object], *, sync: bool = False) -> None:
        try:
            self._write(line, sync=sync)
        except OSError as error:
            if not self._failed:
                self._warn(f"warning: the journal {self.path} cannot be written: {error.strerror or error}")
            self._failed = True

    def _write(self, line: dict[str, object], *, sync: bool = True) -> None:
        private_directory(self.path.parent)
        with _ONE_LINE, open_private(self.path) as file:
            file.write(_line_break(file) + json.dumps(_harmless(line)).encode("ascii") + b"\n")
            file.flush()
            if sync:
                os.fsync(file.fileno())


def _harmless(line: Mapping[str, object]) -> dict[str, object]:
    """The line with what people and the service wrote freely, without addresses and tokens."""
    free = {key: line[key] for key in ("message", "reason", "code") if isinstance(line.get(key), str)}
    return {**line, **{key: without_addresses(without_secrets(str(text))) for key, text in free.items()}}


_ONE_LINE = threading.Lock()
"""Several environments are applied at one time, and each looks how the file ends before it writes."""


def _time(now: datetime) -> str:
    """`2026-11-25T12:00:00Z`, as in every JSON document."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _line_break(file: BinaryIO) -> bytes:
    """A line break where a crash cut off the last line, so that the next line stays readable."""
    if not file.seek(0, os.SEEK_END):
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


def without_addresses(message: str) -> str:
    """A message without mail addresses and user principal names."""
    return _ADDRESS.sub("(address)", message)


_ADDRESS = re.compile(r"[^\s'\"<>()\[\],;:]+@[^\s'\"<>()\[\],;:]+")


def _result(result: Result) -> dict[str, object]:
    match result:
        case Applied(request_ids=ids, note=note, written=written, sent=sent):
            line = {"result": "applied", "written": written, "requestIds": list(ids), "message": note}
            return line | _sent(sent)
        case Unknown(message=message, request_ids=ids, sent=sent):
            return {"result": "unknown", "requestIds": list(ids), "message": message} | _sent(sent)
        case NeedsDecision(message=message, request_ids=ids, sent=sent):
            return {"result": "needsDecision", "requestIds": list(ids), "message": message} | _sent(sent)
        case Failed(message=message, code=code, request_id=request_id, sent=sent):
            return _sent(sent) | {
                "result": "failed",
                "code": code,
                "requestIds": [request_id] if request_id else [],
                "message": message,
            }
        case Blocked(by=by):
            return {"result": "blocked", "message": ", ".join(by)}
        case NotAttempted(reason=reason):
            return {"result": "notAttempted", "message": reason}
        case _:
            assert_never(result)


def _sent(sent: Sent | None) -> dict[str, object]:
    return {} if sent is None else {"sent": sent_json(sent)}
