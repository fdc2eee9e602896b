"""Risks of names: the same content under another name, and names that look alike."""

import unicodedata
from collections.abc import Iterator

from lcwsync.model.references import RefKind, ref_key
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.model.traversal import refs_in
from lcwsync.plan.actions import Action, CreateExtension, PlannedAction, subject
from lcwsync.plan.diff import diff_extension, diff_workflow
from lcwsync.plan.plan import Risk
from lcwsync.plan.workflow_actions import CreateWorkflow
from lcwsync.values.findings import Rating

_CAPITALS = str.maketrans("ΗΜΝΥΖ", "hmnyz")
"""Greek capitals that look like another Latin letter than their small letters do."""

_ALIKE = {
    "a": "аαɑᴀ",
    "b": "вβьʙ",
    "c": "сϲᴄ",
    "d": "ԁᴅ",
    "e": "еεᴇ",
    "f": "ꜰ",
    "g": "ցɡ",
    "h": "нһհʜ",
    "i": "іӏιɩı1l|!ǀוʟ",
    "j": "јᴊ",
    "k": "кκᴋ",
    "m": "мᴍ",
    "n": "ηոɴ",
    "o": "оοօ0ᴏ",
    "p": "рρᴘ",
    "q": "ԛզ",
    "r": "ʀ",
    "s": "ѕꜱ",
    "t": "тτᴛ",
    "u": "υμսᴜ",
    "v": "ѵνᴠ",
    "w": "ԝωᴡ",
    "x": "хχ",
    "y": "уүγʏ",
    "z": "ᴢ",
    " ": "\u2800\u3164\u115f\u1160\uffa0",
}
"""Small letters, digits and signs that look like a Latin letter or a blank, by what they look like."""

_LATIN = str.maketrans({other: letter for letter, others in _ALIKE.items() for other in others})

_DASHES = "\u2212\u02d7\u2043\u30fc\u00b7\u2027"
"""What looks like a dash or a dot between words, and is no dash by its category."""

_CONTENT = frozenset({"displayName", "description", "isEnabled", "isSchedulingEnabled", "administrationScopeTargets"})
"""Fields in which two objects of the same content may differ: what they do is the rest."""


def name_risks(actions: tuple[PlannedAction, ...], desired: Desired, existing: Existing) -> Iterator[Risk]:
    """The risks of the names that a plan creates."""
    managed = {name for kind, name in _git(desired) if kind is ObjectKind.WORKFLOW}
    others = [live for live in existing.workflows if live.workflow.display_name.casefold() not in managed]
    kept = {name for kind, name in _git(desired) if kind is ObjectKind.EXTENSION}
    other_extensions = [live for live in existing.extensions if live.extension.display_name.casefold() not in kept]
    for planned in actions:
        name = subject(planned.action)
        match planned.action:
            case CreateWorkflow(desired=workflow) if workflow.tasks:
                twins = [live for live in others if _same(diff_workflow(workflow, live.workflow).fields)]
                twins = [live for live in twins if not diff_workflow(workflow, live.workflow).tasks]
                yield from _renamed(planned, name, [live.workflow.display_name for live in twins], desired)
            case CreateExtension(desired=extension):
                same = [live for live in other_extensions if _same(diff_extension(extension, live.extension))]
                yield from _renamed(planned, name, [live.extension.display_name for live in same], desired)
            case _ if not _renames(planned.action):
                continue
            case _:
                pass
        yield from _alike(planned, name, desired, existing)
    yield from _references_alike(actions, desired, existing)


def _renames(action: Action) -> bool:
    return any(change.field == "displayName" for change in action.fields)


def _references_alike(actions: tuple[PlannedAction, ...], desired: Desired, existing: Existing) -> Iterator[Risk]:
    """A group, team or person that a plan newly names, beside another one whose name a reader takes for the same."""
    known: dict[tuple[RefKind, str], dict[str, str]] = {}
    for ref in (*refs_in(desired), *refs_in(existing)):
        if ref.name:
            known.setdefault((ref.kind, skeleton(ref.name)), {}).setdefault(ref_key(ref), ref.name)
    for planned in actions:
        before = {ref_key(ref) for ref in refs_in(planned.action.before)} if planned.action.before else frozenset()
        new = {ref_key(ref): ref for ref in refs_in(planned.action) if ref.name and ref_key(ref) not in before}
        for key, ref in new.items():
            for other, name in sorted(known.get((ref.kind, skeleton(ref.name or "")), {}).items()):
                if other == key or name == ref.name:
                    continue
                what = f'the {ref.kind} "{ref.name}" looks like "{name}" and is another one'
                if ref.kind is RefKind.USER:  # a plan may be read in public
                    what = f"the name of {_person(key)} looks like that of another person, {_person(other)}"
                message = f"{what}: compare them letter by letter"
                yield Risk(
                    code="RISK-LOOKALIKE",
                    rating=Rating.HIGH,
                    object=subject(planned.action),
                    message=message,
                    action=planned.key,
                )


def _person(key: str) -> str:
    """A person by id, as plans show them where names are masked."""
    return "a user" if key.startswith("name:") else f"user {key[:8]}"


def skeleton(name: str) -> str:
    """What a reader sees of a name: without case, accents, invisible characters, and kinds of blanks and dashes."""
    plain = unicodedata.normalize("NFKD", name).translate(_CAPITALS).casefold().translate(_LATIN)
    kept = [
        " " if c in _DASHES or unicodedata.category(c) in ("Zs", "Pd", "Pc", "Cc") else c
        for c in plain
        if unicodedata.category(c) not in ("Cf", "Mn")
    ]
    shown = "".join("'" if unicodedata.category(c) in ("Pi", "Pf") else c for c in kept)
    return " ".join(shown.replace("rn", "m").replace("vv", "w").split())


def _git(desired: Desired) -> Iterator[tuple[ObjectKind, str]]:
    for kind, items in ((ObjectKind.WORKFLOW, desired.workflows), (ObjectKind.EXTENSION, desired.extensions)):
        for each in items:
            yield from ((kind, known.casefold()) for known in (each.display_name, *each.previous_names))


def _same(fields: tuple[object, ...]) -> bool:
    return all(getattr(change, "field", "") in _CONTENT for change in fields)


def _renamed(planned: PlannedAction, name: ObjectName, twins: list[str], desired: Desired) -> Iterator[Risk]:
    gone = {each.casefold() for each in desired.removed}
    for twin in sorted(twins):  # the service lists objects in no order
        fate = "this plan deletes" if twin.casefold() in gone or desired.prune else "stays in the tenant, unmanaged"
        message = (
            f'has the content of "{twin}", which {fate}: a rename (previousNames: [{twin}]) would keep id and history'
        )
        yield Risk(code="RISK-RENAME", rating=Rating.MEDIUM, object=name, message=message, action=planned.key)


def _alike(planned: PlannedAction, name: ObjectName, desired: Desired, existing: Existing) -> Iterator[Risk]:
    known = [
        *(workflow.display_name for workflow in desired.workflows),
        *(extension.display_name for extension in desired.extensions),
        *(live.workflow.display_name for live in existing.workflows),
        *(live.extension.display_name for live in existing.extensions),
    ]
    for other in sorted({*known}):
        if other.casefold() != name.name.casefold() and skeleton(other) == skeleton(name.name):
            message = f'looks like "{other}" and is another name: compare them letter by letter'
            yield Risk(code="RISK-LOOKALIKE", rating=Rating.MEDIUM, object=name, message=message, action=planned.key)
