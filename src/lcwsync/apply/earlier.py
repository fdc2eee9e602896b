"""What earlier runs sent and must not be sent again: from the journal of this machine and from an outcome file.

A create or a new version that was answered is known by id (and number), also while no list shows it. One whose answer
was lost may still appear: until it is too old for that, nobody sends it again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lcwsync.apply.outcome import Once, Sent
from lcwsync.model.state import ObjectKind
from lcwsync.plan.pass_requests import Part, removed_part
from lcwsync.values.errors import ConfigError
from lcwsync.values.json import moment_of
from lcwsync.values.records import dataclass

REMEMBERED = timedelta(hours=24)
"""How long an answered write is looked for by its id."""

SETTLED_AFTER = timedelta(minutes=5)
"""When a write whose answer was lost and that nobody has seen came to nothing: no replica lags as long."""

ANSWERED_SETTLED_AFTER = timedelta(minutes=15)
"""When a write that the service called stored came to nothing all the same."""


_GONE = {
    Part.PACKAGE: (Once.PACKAGE, Once.ROLE, Once.POLICY),
    Part.ROLE: (Once.ROLE,),
    Part.POLICY: (Once.POLICY,),
}
"""What a removal of a part takes away: nothing of it is waited for any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierWrite:
    """A write of an earlier run. `confirmed`: it was read back; `told`: its run ended and said what it did not know."""

    kind: ObjectKind
    name: str
    sent: Sent
    confirmed: bool = False
    told: bool = False

    def settles(self, budget: float) -> datetime:
        """When the write counts as come to nothing, if nobody has seen it by then. `budget` in seconds."""
        if self.sent.answered:
            return self.sent.at + ANSWERED_SETTLED_AFTER
        # A run that was killed told nobody: it is waited for as long as any write, and then sent.
        return self.sent.at + (SETTLED_AFTER if self.told else timedelta(seconds=budget))


class EarlierWrites:
    """The writes of earlier runs to one tenant, newest last."""

    def __init__(self, writes: Iterable[EarlierWrite] = ()) -> None:
        self._writes = tuple(writes)

    def __add__(self, other: "EarlierWrites") -> "EarlierWrites":
        return EarlierWrites((*self._writes, *other._writes))

    def ids(self, kind: ObjectKind) -> tuple[str, ...]:
        """The ids of what was created, whether or not a list shows it."""
        found = [w.sent.object_id for w in self._writes if w.kind is kind and w.sent.what is Once.CREATE]
        return tuple(dict.fromkeys(id_ for id_ in found if id_))

    def known_ids(self) -> dict[ObjectKind, tuple[str, ...]]:
        """The ids of everything that was created, by kind."""
        return {kind: ids for kind in (ObjectKind.WORKFLOW, ObjectKind.EXTENSION) if (ids := self.ids(kind))}

    def creations(self, kind: ObjectKind, name: str) -> tuple[EarlierWrite, ...]:
        """What was created under a name, compared without case."""
        return tuple(w for w in self._of(kind, name) if w.sent.what is Once.CREATE)

    def sent(self, kind: ObjectKind, name: str, what: Once) -> EarlierWrite | None:
        """The newest write of a kind of its own that was sent under a name."""
        return next((w for w in reversed(tuple(self._of(kind, name))) if w.sent.what is what), None)

    def version(self, kind: ObjectKind, object_id: str) -> EarlierWrite | None:
        """The newest version that was sent for an object."""
        return next(
            (
                write
                for write in reversed(self._writes)
                if write.kind is kind and write.sent.what is Once.NEW_VERSION and write.sent.object_id == object_id
            ),
            None,
        )

    def _of(self, kind: ObjectKind, name: str) -> Iterator[EarlierWrite]:
        wanted = name.casefold()
        return (w for w in self._writes if w.kind is kind and w.name.casefold() == wanted)


def journalled(path: Path, *, tenant_id: str, now: datetime) -> EarlierWrites:
    """The writes in the journal; none when there is no journal. Raises OSError.

    Lines that a crash cut off, or that are not understood, are passed over.
    """
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return EarlierWrites()
    return _of_lines(text.splitlines(), tenant_id=tenant_id, now=now)


def _of_lines(lines: Iterable[str], *, tenant_id: str, now: datetime) -> EarlierWrites:
    oldest = f"{(now - REMEMBERED).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    found: dict[tuple[str, str, str], EarlierWrite] = {}
    for line in lines:
        if not any(word in line for word in ('"sent"', '"settled"', '"DELETE ')):
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(entry, dict) or entry.get("tenant") != tenant_id or str(entry.get("time")) < oldest:
            continue
        _take(entry, found)
    return EarlierWrites(found.values())


def _take(entry: Mapping[str, object], found: dict[tuple[str, str, str], EarlierWrite]) -> None:
    event, name = entry.get("event"), str(entry.get("object"))
    if event == "settled":
        for key in [key for key in found if key[:2] == (entry.get("kind"), name.casefold())]:
            del found[key]
        return
    sent, kind = _sent(entry.get("sent")), _kind(entry.get("kind"))
    if event == "end":
        for what in _taken_away(entry):
            found.pop((str(entry.get("kind")), name.casefold(), what.value), None)
    if sent is None or kind is None:
        return
    key = (kind.value, name.casefold(), sent.what.value)
    match event, entry.get("result"):
        case (("sending" | "sent"), _):
            found[key] = EarlierWrite(kind=kind, name=name, sent=sent)
        case "end", "failed" if key in found and not found[key].sent.answered:
            del found[key]
        case "end", result:
            found[key] = EarlierWrite(
                kind=kind, name=name, sent=sent, confirmed=result in ("applied", "needsDecision"), told=True
            )
        case _:
            pass


def of_file(text: str, *, tenant_id: str, now: datetime) -> EarlierWrites:
    """The writes in an outcome of `apply --format json` or in a journal. Raises ConfigError for any other text."""
    lines = text.splitlines()
    if lines and lines[0].startswith('{"time"'):
        return _of_lines(lines, tenant_id=tenant_id, now=now)
    try:
        content = json.loads(text)
        reports = [report for report in content["environments"] if "results" in report]
        listed = [item for report in reports if report["tenant"]["id"] == tenant_id for item in report["results"]]
        found: list[EarlierWrite | None] = []
        for item in listed:
            gone = _taken_away(item)
            name = str(item["object"]["name"]).casefold() if gone else ""
            found = [w for w in found if w and not (w.name.casefold() == name and w.sent.what in gone)]
            found.append(_written(item))
    except (ValueError, RecursionError, KeyError, TypeError):
        raise ConfigError(
            "this is neither the outcome of an apply nor a journal",
            hint="pass the file that `apply --format json --output FILE` wrote, or .lcwsync/journal.jsonl",
        ) from None
    return EarlierWrites(w for w in found if w is not None and now - w.sent.at < REMEMBERED)


def _taken_away(entry: Mapping[str, object]) -> tuple[Once, ...]:
    """What an action that was carried out removed of requests in My Access, by a line or a result."""
    part = removed_part(str(entry.get("call"))) if entry.get("result") == "applied" else None
    return _GONE.get(part, ()) if part else ()


def _written(item: Mapping[str, object]) -> EarlierWrite | None:
    about, sent = item["object"], _sent(item.get("sent"))
    if not isinstance(about, dict) or sent is None or (kind := _kind(about["kind"])) is None:
        return None
    if item["result"] == "failed" and not sent.answered:
        return None
    confirmed = item["result"] in ("applied", "needsDecision")
    return EarlierWrite(kind=kind, name=str(about["name"]), sent=sent, confirmed=confirmed, told=True)


def sent_json(sent: Sent) -> dict[str, object]:
    """A sent write as the journal and the outcome hold it."""
    return {
        "what": sent.what.value,
        "at": f"{sent.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "objectId": sent.object_id,
        "version": sent.version,
        "before": sent.before,
    }


def _sent(value: object) -> Sent | None:
    if not isinstance(value, dict) or value.get("what") not in tuple(Once):
        return None
    at, object_id = moment_of(value.get("at")), value.get("objectId")
    version, before = value.get("version"), value.get("before")
    if at is None:
        return None
    return Sent(
        what=Once(str(value["what"])),
        at=at,
        object_id=object_id if isinstance(object_id, str) else None,
        version=version if isinstance(version, int) else None,
        before=before if isinstance(before, int) else None,
    )


def _kind(value: object) -> ObjectKind | None:
    return ObjectKind(str(value)) if value in tuple(ObjectKind) else None


def answered(sent: Sent, *, object_id: str, version: int | None = None) -> Sent:
    """The write with what its answer told."""
    return replace(sent, object_id=object_id, version=version)
