"""The workflows of one name, for the person who decides which of them stays."""

from collections.abc import Iterator, Mapping

from lcwsync.apply.copies import Copies, Copy
from lcwsync.apply.earlier import EarlierWrite
from lcwsync.render.formats import escape
from lcwsync.render.formats.values import actor_text, counted
from lcwsync.values.moments import moment_text


def copies_text(copies: Copies, names: Mapping[str, str], *, unicode: bool) -> str:
    """Each workflow of the name with what tells it from the others, and what is not seen. `names`: by object id."""
    return "\n".join(escape.terminal(line, unicode=unicode) for line in _lines(copies, names)) + "\n"


def _lines(copies: Copies, names: Mapping[str, str]) -> Iterator[str]:
    yield f'{counted(len(copies.copies), "workflow")} named "{copies.name}":'
    for copy in copies.copies:
        yield f"    {_copy(copy, names)}"
    for id_ in copies.deleted:
        yield f"    id {id_}, deleted; it can be restored in the portal"
    for write in copies.unseen:
        yield f"    {_unseen(write)}"


def _copy(copy: Copy, names: Mapping[str, str]) -> str:
    live = copy.live
    parts = [
        f"id {live.id}",
        f"version {live.version}",
        f"created {moment_text(live.created)}" if live.created else "",
        f"last changed {moment_text(live.last_modified)}" if live.last_modified else "",
        f"by {actor_text(live.last_modified_by, names)}" if live.last_modified_by else "",
        "created by a run of lcwsync" if copy.by_lcwsync else "not created by a run that this machine knows",
        "untouched since" if copy.untouched else "changed since",
    ]
    return ", ".join(part for part in parts if part)


def _unseen(write: EarlierWrite) -> str:
    if write.sent.object_id:
        return (
            f"created {moment_text(write.sent.at)} with the id {write.sent.object_id}, which the service does not show"
        )
    return f"a create sent {moment_text(write.sent.at)}, whose answer was lost and which no list shows"
