"""Every main command against every answer of the sandbox to a doubt: right, "cannot tell", or refused with a reason.

A trial starts from one tenant: the shipped configuration applied, then changed in the portal and in git. The command
runs with the least permissions that the documentation names for it. What it says is held against what it says of the
same tenant when every read is answered as openly as a doubt allows.
"""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, cast

from lcwsync.cli import main
from lcwsync.judge.outcome import OUTCOMES
from lcwsync.judge.passes import Weight
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.seed import object_id, seed
from lcwsync.sandbox.documents import WORKFLOWS
from lcwsync.sandbox.doubt_table import RUNS
from lcwsync.sandbox.doubts import DOUBTS
from lcwsync.sandbox.engine.progress import TASK_RESULTS, USER_RESULTS
from lcwsync.sandbox.engine.schedule import advance
from lcwsync.sandbox.lifecycle.workflows import change_workflow, delete_workflow
from lcwsync.sandbox.serve import serving
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.permissions import checking, needed_for
from lcwsync.values.commands import WHEN_NAMED

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
COMMANDS = ("plan", "apply", "drift", "preview", "audit", "export")
OPEN = {
    "units-by-expand": "works",
    "apps-by-expand": "works",
    "scope-groups": "shown",
    "on-demand-conditions": "typed",
    "create-reply": "whole",
    "names-of-ids": "any",
    "sign-ins-by-name": "works",
    "deleted-names": "free",
    "read-only-members": "ignored",
}
"""The answers that show the most, and stop the least."""

BEYOND_LEAST = frozenset({"User-LifeCycleInfo.Read.All", "Directory.Read.All"})
"""Permissions that are held back: what happens without them is in doubt."""

CANNOT_TELL = OUTCOMES[-1]
PASSES = "Onboard pre-hire employee"
DAYS = 14
_MINUTES = "tapLifetimeMinutes: "

_BADGES = """\
kind: CustomTaskExtension
displayName: Ask the manager
description: Waits for an answer
endpoint:
  subscriptionId: 00000000-0000-4000-8000-000000000001
  resourceGroupName: rg-people
  logicAppWorkflowName: ask
authentication: pop
callback:
  timeoutInMinutes: 45
  authorizedApps: [HR provisioning]
"""
_GROUP = """\
kind: Workflow
displayName: Joined sales
description: Tells the manager
category: mover
isEnabled: true
isSchedulingEnabled: true
trigger: {membershipChange: add}
scope: {groups: [SG-Sales]}
tasks:
  - task: notifyManagerOfMove
"""
_NEW = """\
kind: Workflow
displayName: Long gone
description: Tells the manager
category: leaver
isEnabled: true
isSchedulingEnabled: true
trigger: {userInactivity: {inactivityPeriodInDays: 90}}
scope: {rule: "(department eq 'Sales')"}
tasks:
  - task: emailAboutInactivity
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str
    files: Mapping[str, str]
    """What an export wrote, by name."""

    @property
    def document(self) -> dict[str, Any]:
        """The JSON on stdout."""
        return cast("dict[str, Any]", json.loads(self.out))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict about one command: `right`, `cannot tell`, `refused` or `wrong`, and what it rests on."""

    word: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.word}: {self.reason}" if self.reason else self.word


def answers() -> Iterator[tuple[str, str]]:
    """Every doubt with every answer but its default, and the defaults together as (`every doubt`, `default`)."""
    yield "every doubt", "default"
    for doubt in DOUBTS.values():
        for value in list(doubt.values)[1:]:
            yield doubt.name, value


def verdict(doubt: str, answer: str, command: str) -> Verdict:
    """What becomes of a command when the service answers a doubt so, and every other by default."""
    doubts = {} if doubt == "every doubt" else {doubt: answer}
    store = _tenant().copy()
    store.doubts = doubts
    try:
        said = _run(store, command, _least(command))
        if not said.out and not said.files:
            return Verdict("refused", _error(said))
        return _JUDGES[command](said, store, doubt)
    finally:
        store.close()


def preview_that_says(weight: str | None, outcome: str) -> Verdict:
    """The verdict about a preview that says this of the pass of the first person whose pass comes to nothing, and of
    each of the person's tasks."""
    store = _tenant().copy()
    try:
        said = _run(store, "preview", _least("preview"))
        document = said.document
        (found,) = [w for w in document["workflows"] if w["name"] == PASSES]
        person = next(p for p in found["people"] if p["pass"] and p["pass"]["weight"] == Weight.FAILS)
        person["pass"]["weight"] = weight
        for task in person["tasks"]:
            task["outcome"] = outcome
        return _judge_preview(replace(said, out=json.dumps(document)), store, "every doubt")
    finally:
        store.close()


def _judge_plan(said: Said, *_: object) -> Verdict:
    return _judge_changes(said, _changes(said), _changes(_reference("plan")))


def _judge_drift(said: Said, *_: object) -> Verdict:
    return _judge_changes(said, _drift(said), _drift(_reference("drift")))


def _judge_changes(said: Said, found: object, expected: object) -> Verdict:
    unverified = [entry for environment in said.document["environments"] for entry in environment["unverified"]]
    if found != expected:
        return Verdict("wrong", f"{found} instead of {expected}")
    if unverified:
        return Verdict("cannot tell", f"{len(unverified)} not verified")
    return Verdict("right")


def _changes(said: Said) -> object:
    actions = [action for environment in said.document["environments"] for action in environment["actions"]]
    shown = {action["key"]: (action["call"], _known(action["fields"]), action["tasks"]) for action in actions}
    return dict(sorted(shown.items()))


def _known(fields: list[dict[str, Any]]) -> list[str]:
    return sorted(field["field"] for field in fields)


def _drift(said: Said) -> object:
    drift = [entry for environment in said.document["environments"] for entry in environment["drift"]]
    return sorted((entry["object"]["name"], *_known(entry["fields"])) for entry in drift)


def _judge_apply(said: Said, store: Store, *_: object) -> Verdict:
    """Afterwards nothing is left to do, as an open look at the same tenant says."""
    if said.code:
        return Verdict("refused", _error(said))
    store.doubts = dict(OPEN)
    left = _changes(_run(store, "plan", None))
    if left:
        return Verdict("wrong", f"left: {left}")
    return Verdict("cannot tell", "see plan") if "could not be verified" in said.err + said.out else Verdict("right")


def _judge_preview(said: Said, store: Store, doubt: str) -> Verdict:
    """Who is said to get a pass gets one, who is said to get none gets none, and who cannot be told is named.

    The engine is asked where the answer is one of its own.
    """
    (found,) = [w for w in said.document["workflows"] if w["name"] == PASSES]
    gone = [w for w in said.document["workflows"] if w["timings"]["unknown"] or "leave date" in str(w["notes"])]
    expected = _timings(_reference("preview"))
    now = {name: timings for name, timings in _timings(said).items() if name not in {w["name"] for w in gone}}
    if any(expected[name] != timings for name, timings in now.items()):
        return Verdict("wrong", f"{now} instead of {expected}")
    asked = doubt in _OF_THE_ENGINE
    if asked:
        advance(store, timedelta(days=DAYS), randomness=Random(1))
    real = _passes(store)
    unknown = 0
    for person in found["people"]:
        told = person["pass"]
        if told is None or person["timing"] not in ("due", "upcoming"):
            continue
        outcomes = {str(task["outcome"]) for task in person["tasks"]}
        assert outcomes <= set(OUTCOMES), outcomes
        unsure = told["weight"] == Weight.UNKNOWN or CANNOT_TELL in outcomes
        unknown += unsure
        if asked and not unsure and real.get(person["id"]) is not (told["weight"] != Weight.FAILS):
            return Verdict("wrong", f"{person['displayName']}: {told['weight']}, then {real.get(person['id'])}")
    notes = [f"{len(gone)} without leave dates"] if gone else []
    notes += [f"{unknown} passes"] if unknown else []
    return Verdict("cannot tell", ", ".join(notes)) if notes else Verdict("right")


def _timings(said: Said) -> dict[str, object]:
    return {w["name"]: w["timings"] for w in said.document["workflows"]}


def _passes(store: Store) -> dict[str, bool]:
    """Whether the pass was made, by person, for everybody the workflow took up."""
    ids = {str(w["id"]) for w in store.all(WORKFLOWS) if w["displayName"] == PASSES}
    users = {str(r["id"]): str(_object(r["subject"])["id"]) for r in store.all(USER_RESULTS) if r["_workflow"] in ids}
    made = dict.fromkeys(users.values(), False)
    for result in store.all(TASK_RESULTS):
        if result["_workflow"] in ids and "TAP" in str(_object(result["task"])["displayName"]):
            made[users[str(result["_userResult"])]] = result["processingStatus"] == "completed"
    return made


def _object(value: object) -> JsonObject:
    assert isinstance(value, dict)
    return value


def _judge_audit(said: Said, *_: object) -> Verdict:
    found, expected = said.document, _reference("audit").document
    if found["verdict"] == "unknown":
        return Verdict("cannot tell", f"{len(found['refused'])} reads refused")
    same = ("verdict", "verdicts", "rights", "workflows")
    return Verdict("right") if all(found[n] == expected[n] for n in same) else Verdict("wrong", "another audit")


def _judge_export(said: Said, *_: object) -> Verdict:
    expected = _reference("export").files
    differing = sorted(name for name in {*said.files, *expected} if said.files.get(name) != expected.get(name))
    left_out = said.files.get("UNMANAGED.md", "")

    def tells(file: str) -> bool:
        """The file says what is missing, or the list of what was left out names its object."""
        if file in said.files:
            return "does not show" in said.files[file] or "their ids are shown" in said.err
        called = next(line for line in expected[file].splitlines() if line.startswith("displayName: "))
        return called.removeprefix("displayName: ").strip("'\"") in left_out and "does not show" in left_out

    told = [name for name in differing if tells(name)]
    if told != differing:
        return Verdict("wrong", f"{differing}, {told}")
    if not differing:
        return Verdict("right")
    says = "1 file says" if len(differing) == 1 else f"{len(differing)} files say"
    return Verdict("cannot tell", f"{says} what is missing")


_OF_THE_ENGINE = {"every doubt", *(doubt.name for doubt in RUNS)}

_JUDGES: Mapping[str, Callable[[Said, Store, str], Verdict]] = {
    "plan": _judge_plan,
    "apply": _judge_apply,
    "drift": _judge_drift,
    "preview": _judge_preview,
    "audit": _judge_audit,
    "export": _judge_export,
}


@cache
def _reference(command: str) -> Said:
    """What a command says when nothing is hidden from it."""
    store = _tenant().copy()
    store.doubts = dict(OPEN)
    try:
        return _run(store, command, None)
    finally:
        store.close()


def _least(command: str) -> frozenset[str]:
    called = (*needed_for(command, frozenset(WHEN_NAMED)), *checking(command))
    least = frozenset(operation.least for operation in called)
    return least if command == "audit" else least - BEYOND_LEAST


@cache
def _tenant() -> Store:
    """The tenant before each trial: what git said was applied; then the portal changed one workflow and deleted one."""
    store = Store(None)
    store.set_clock(frozen=NOW)
    seed(store)
    store.doubts = dict(OPEN)
    assert _run(store, "apply", None, changed=False).code == 0
    by_name = {str(w["displayName"]): w for w in store.all(WORKFLOWS)}
    changes: JsonObject = {"description": "Changed in the portal"}
    change_workflow(store, by_name["Onboard sales"], changes, by=object_id("user", "ada.iverson"))
    delete_workflow(store, by_name["Move to sales"])
    return store


def _run(store: Store, command: str, held: frozenset[str] | None, *, changed: bool = True) -> Said:
    """A command over HTTP, with the permissions of the token (None: all) and git before or after its last change."""
    app = SandboxApp(store, token_permissions=held)
    words = {
        "apply": ("apply", "--yes", "--format", "json"),
        "audit": ("audit", "--format", "json"),
        "export": ("export", "--out", "exported"),
    }.get(command, (command, "--format", "json"))
    with TemporaryDirectory() as place, serving(app) as url, _configured(Path(place), url, changed=changed):
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(words)
        out.seek(0)
        exported = Path(place) / "exported"
        files = {f.name: f.read_text(encoding="utf-8") for f in exported.iterdir()} if exported.exists() else {}
        return Said(code, out.read(), err.getvalue(), files)


@contextmanager
def _configured(place: Path, url: str, *, changed: bool) -> Iterator[None]:
    """In a directory with the shipped configuration and what the trial adds."""
    config = place / "workflows"
    shutil.copytree(ROOT / "workflows", config)
    (config / "extension-ask.yaml").write_text(_BADGES, encoding="utf-8")
    (config / "mover-group.yaml").write_text(_GROUP, encoding="utf-8")
    if changed:
        (config / "leaver-inactive.yaml").write_text(_NEW, encoding="utf-8")
        passes = next(f for f in config.glob("*.yaml") if _MINUTES in f.read_text(encoding="utf-8"))
        text = passes.read_text(encoding="utf-8").replace(f"{_MINUTES}480", f"{_MINUTES}720")
        passes.write_text(text, encoding="utf-8")
    before = dict(os.environ)
    os.environ |= {"LCWSYNC_GRAPH_URL": url, "LCWSYNC_ACCESS_TOKEN": "sandbox"}
    try:
        with chdir(place):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _error(said: Said) -> str:
    """The first line of an error or a refusal, without what changes with every run."""
    lines = [line.strip() for line in said.err.splitlines()]
    refusal = next((line for line in lines if line.startswith("! ") and "RISK-" not in line), "")
    line = refusal or next((line for line in lines if line.startswith("error: ")), said.err.strip()[-200:])
    return line.removeprefix("error: ").removeprefix("! ").partition(" (")[0]
