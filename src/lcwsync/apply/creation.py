"""Creating an object once: ids before names, and never a second POST for what is only not seen yet.

Before a create its name is looked up wherever it could stand: in the plain list, in the list by `$filter`, under the
ids of creations that no list shows yet, and among the deleted. After it the object is known by its id, and the name is
listed once more: whether the service refuses a second object of one name is not documented.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from lcwsync.apply.earlier import SETTLED_AFTER, EarlierWrite
from lcwsync.apply.problems import Contested, Moved, NotSeen, name_taken
from lcwsync.apply.writer import ALREADY, Writer, creation
from lcwsync.model.extension import LiveExtension
from lcwsync.model.state import ObjectKind
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.looks import (
    Listed,
    Look,
    Looked,
    deleted_filtered,
    extension_by_id,
    extensions_filtered,
    extensions_listed,
    of_name,
    workflow_by_id,
    workflows_filtered,
    workflows_listed,
)
from lcwsync.values.records import dataclass

L = TypeVar("L", LiveWorkflow, LiveExtension)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists(Generic[L]):
    """Where objects of a kind are found."""

    kind: ObjectKind
    word: str
    by_id: Callable[[str], Look[L | None]]
    plain: Look[tuple[Listed, ...]]
    filtered: Callable[[str], Look[tuple[Listed, ...]]]
    deleted: Callable[[str], Look[tuple[Listed, ...]]] | None


WORKFLOWS: Lists[LiveWorkflow] = Lists(
    kind=ObjectKind.WORKFLOW,
    word="workflow",
    by_id=workflow_by_id,
    plain=workflows_listed(),
    filtered=workflows_filtered,
    deleted=deleted_filtered,
)
EXTENSIONS: Lists[LiveExtension] = Lists(
    kind=ObjectKind.EXTENSION,
    word="custom task extension",
    by_id=extension_by_id,
    plain=extensions_listed(),
    filtered=extensions_filtered,
    deleted=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Generic[L]):
    """The object as read back; `note` when it was there already."""

    live: L
    note: str | None = None


def first_looks(lists: Lists[Any], name: str, writer: Writer) -> tuple[Look[Any], ...]:
    """What is looked at before a create."""
    looks: list[Look[Any]] = [lists.filtered(name)]
    if lists.deleted is not None:
        looks.append(lists.deleted(name))
    looks += [lists.by_id(id_) for id_ in _earlier_ids(lists, name, writer)]
    if writer.wants_list(lists.plain):
        looks.append(lists.plain)
    return tuple(looks)


def create_once(
    lists: Lists[L],
    name: str,
    writer: Writer,
    *,
    send: Callable[[], str],
    stored: Callable[[L], bool],
    adoptable: Callable[[L], bool],
) -> Created[L]:
    """The object of a name: created, or found equal to what git describes.

    `send` is the POST and returns the new id; `stored` says whether it is stored as git wants it, `adoptable` whether
    somebody else's object is seen to be that. Raises Moved for another object of
    the name, NotSeen when it cannot be told whether the object was stored, Contested when there are two of the name
    afterwards, GraphFailure.
    """
    what = f'{lists.word} "{name}"'
    if (there := _already(lists, name, writer, what, adoptable)) is not None:
        return Created(live=there, note=ALREADY)
    try:
        new_id = writer.once(creation(writer.clock()), send)
    except GraphFailure as failure:
        if not failure.doubtful:
            # How the service refuses a second object of one name is not documented, so the name itself is looked up.
            if failure.kind is FailureKind.REFUSED:
                writer.nothing_sent()
                if (there := _already(lists, name, writer, what, adoptable)) is not None:
                    return Created(live=there, note=ALREADY)
            raise
        new_id = _after_lost_answer(lists, name, writer, what, failure)
    writer.is_answered(new_id)
    return Created(live=_read_back(lists, name, new_id, writer, stored))


@dataclass(frozen=True, slots=True)
class _Standing:
    """Ids of the live and the deleted objects of a name."""

    live: tuple[str, ...]
    deleted: tuple[str, ...]


def _already(lists: Lists[L], name: str, writer: Writer, what: str, adoptable: Callable[[L], bool]) -> L | None:
    """The object that has the name and equals git; None when the name is free.

    Raises Moved when it differs or was deleted since, and NotSeen while what an earlier run sent may still appear.
    """

    def read() -> _Standing:
        looks = first_looks(lists, name, writer)
        return _standing(lists, name, writer, writer.look(*looks), looks)

    standing = read()
    unseen = [
        write
        for write in writer.earlier.creations(lists.kind, name)
        if not write.confirmed and write.sent.object_id not in standing.deleted
    ]
    if not standing.live and unseen:
        newest = max(unseen, key=lambda write: write.sent.at)
        standing = writer.patience.until(
            f"the {what}, which an earlier run sent",
            read,
            lambda now: bool(now.live),
            seconds=until_settled(newest, writer),
        )
        if not standing.live and not is_settled(newest, writer):
            raise _still_unseen(newest, what, name, writer)
    if standing.live:
        there = _of_the_name(lists, name, standing.live, writer)
        if len(there) == 1 and adoptable(there[0]):
            return there[0]
        if there:
            raise name_taken(what)
    elif standing.deleted:
        raise Moved(
            f"the {what} was deleted since the tenant was read (id {standing.deleted[0]})",
            hint="plan again: it is restored with its history, instead of created anew",
        )
    return None


def _standing(lists: Lists[Any], name: str, writer: Writer, answers: Looked, looks: Sequence[Look[Any]]) -> _Standing:
    if lists.plain in looks:
        writer.keep_list(lists.plain, answers[lists.plain])
    listed = (*answers[lists.filtered(name)], *writer.kept_list(lists.plain))
    ids = [item.id for item in of_name(listed, name)]
    ids += [id_ for id_ in _earlier_ids(lists, name, writer) if answers[lists.by_id(id_)] is not None]
    deleted = () if lists.deleted is None else of_name(answers[lists.deleted(name)], name)
    return _Standing(tuple(dict.fromkeys(ids)), tuple(item.id for item in deleted))


def _of_the_name(lists: Lists[L], name: str, ids: Iterable[str], writer: Writer) -> tuple[L, ...]:
    """The objects of these ids that still have the name: a list may show what is renamed or deleted since."""
    looks = {id_: lists.by_id(id_) for id_ in ids}
    answers = writer.tenant.look(tuple(looks.values()))
    found = [live for look in looks.values() if (live := answers[look]) is not None]
    return tuple(live for live in found if _name_of(live).casefold() == name.casefold())


def _name_of(live: LiveWorkflow | LiveExtension) -> str:
    return live.workflow.display_name if isinstance(live, LiveWorkflow) else live.extension.display_name


def until_settled(write: EarlierWrite, writer: Writer) -> float:
    """Seconds until an earlier write that nobody sees counts as come to nothing."""
    return max(0.0, (write.settles(writer.patience.budget) - writer.clock()).total_seconds())


def is_settled(write: EarlierWrite, writer: Writer) -> bool:
    """Whether a write that nobody sees came to nothing, as far as time can tell."""
    return until_settled(write, writer) < 1


def _still_unseen(write: EarlierWrite, what: str, name: str, writer: Writer) -> NotSeen:
    sent = f"{write.sent.at:%Y-%m-%d %H:%M:%S} UTC"
    how = (
        f"the {what} was created at {sent} with the id {write.sent.object_id}, and neither that id nor a list shows it"
        if write.sent.answered
        else f"a create of the {what} was sent at {sent}, its answer was lost, and no list shows it"
    )
    return NotSeen(f"{how}; nothing was sent again", hint=_after(write.settles(writer.patience.budget), name))


def _after(settled: datetime, name: str) -> str:
    return (
        f"run `lcwsync apply` again after {settled:%H:%M:%S} UTC: by then it has appeared, or it is created anew; "
        f'`lcwsync resolve "{name}"` shows what the tenant has, and with --forget allows a create at once'
    )


def _after_lost_answer(lists: Lists[Any], name: str, writer: Writer, what: str, failure: GraphFailure) -> str:
    """The id of the object that appeared under the name. Raises NotSeen when none does."""
    looks = (lists.filtered(name), lists.plain)

    def read() -> tuple[Listed, ...]:
        answers = writer.tenant.look(looks)
        return of_name([item for look in looks for item in answers[look]], name)

    try:
        listed = writer.patience.until(f"the {what}, whose answer was lost", read, bool)
    except GraphFailure:
        listed = ()
    if listed:
        return max(listed, key=lambda item: item.created or "").id
    raise NotSeen(
        f"a create of the {what} was sent, its answer was lost ({failure.message}), and no list showed it within "
        f"{writer.patience.budget:.0f} seconds; it was not sent again",
        hint=_after(writer.clock() + SETTLED_AFTER, name),
    )


def _read_back(lists: Lists[L], name: str, new_id: str, writer: Writer, stored: Callable[[L], bool]) -> L:
    what = f'{lists.word} "{name}"'
    by_id, filtered = lists.by_id(new_id), lists.filtered(name)
    ids: tuple[str, ...] = ()

    def read() -> L | None:
        nonlocal ids
        answers = writer.look(by_id, filtered)
        ids = tuple(item.id for item in of_name(answers[filtered], name))
        return answers[by_id]

    now = writer.patience.until(f"the new {what}", read, lambda live: live is not None and stored(live))
    writer.made[new_id] = name, lists
    check_alone(lists, name, new_id, ids, writer)
    if now is None:
        raise NotSeen(
            f"the {what} was created with the id {new_id}, and the service did not show it by that id within "
            f"{writer.patience.budget:.0f} seconds",
            hint="run `lcwsync apply` again: it looks for this id and creates nothing anew; "
            f'`lcwsync resolve "{name}"` shows what the tenant has',
        )
    return now


def check_alone(lists: Lists[Any], name: str, new_id: str, ids: Iterable[str], writer: Writer) -> None:
    """Raise Contested when objects of the name besides the new one exist, with what tells them apart."""
    suspects = [id_ for id_ in dict.fromkeys(ids) if id_ != new_id]
    others = _of_the_name(lists, name, suspects, writer) if suspects else ()
    if not others:
        return
    mine = _of_the_name(lists, name, (new_id,), writer)
    copies = [f"{new_id} (created by this run{''.join(map(_about, mine))})"]
    copies += [f"{other.id} (not by this run{_about(other)})" for other in others]
    way_out = (
        f'`lcwsync resolve "{name}"` removes the one that this run created, if it is untouched'
        if lists.kind is ObjectKind.WORKFLOW
        else f"delete one of them in the portal; this run created {new_id}"
    )
    raise Contested(f'the tenant now has {len(copies)} of the {lists.word} "{name}": {"; ".join(copies)}', hint=way_out)


def check_lists(writer: Writer) -> dict[str, Contested | NotSeen]:
    """A last look at the lists after everything: by new id, what is wrong with a creation of this apply.

    A list that does not show a new object yet may hide another one of its name as well.
    """
    wrong: dict[str, Contested | NotSeen] = {}
    for lists in (WORKFLOWS, EXTENSIONS):
        made = {id_: name for id_, (name, of) in writer.made.items() if of is lists}
        if not made:
            continue

        def read(plain: Look[tuple[Listed, ...]] = lists.plain) -> tuple[Listed, ...]:
            return writer.tenant.look((plain,))[plain]

        def shows_all(listed: tuple[Listed, ...], ids: Iterable[str] = tuple(made)) -> bool:
            return set(ids) <= {item.id for item in listed}

        listed = writer.patience.until(f"all new objects in its list of {lists.word}s", read, shows_all)
        for id_, name in made.items():
            try:
                check_alone(lists, name, id_, (item.id for item in of_name(listed, name)), writer)
            except Contested as error:
                wrong[id_] = error
            same = next((item for item in listed if item.id == id_), None)
            if same is not None and same.name.casefold() != name.casefold():
                wrong[id_] = Contested(
                    f'the {lists.word} "{name}" was created with the id {id_}, and another admin renamed it to '
                    f'"{same.name}" since',
                    hint="plan again: rename it back, or take the new name into git",
                )
            if id_ not in wrong and not shows_all(listed, (id_,)):
                wrong[id_] = NotSeen(
                    f'the {lists.word} "{name}" was created with the id {id_} and is stored as git wants it, but the '
                    f"list does not show it after {writer.patience.budget:.0f} seconds, so it cannot be told whether "
                    "there is another one of the name",
                    hint="run `lcwsync apply` again: it looks for this id and creates nothing anew",
                )
    return wrong


def _about(live: LiveWorkflow | LiveExtension) -> str:
    if isinstance(live, LiveExtension):
        return f", last changed {live.last_modified}" if live.last_modified else ""
    created = f", created {live.created}" if live.created else ""
    return created + (f", last changed by {live.last_modified_by}" if live.last_modified_by else "")


def _earlier_ids(lists: Lists[Any], name: str, writer: Writer) -> tuple[str, ...]:
    found = [write.sent.object_id for write in writer.earlier.creations(lists.kind, name)]
    return tuple(dict.fromkeys(id_ for id_ in found if id_))
