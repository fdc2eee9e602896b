"""What a write changes of the members that lcwsync does not know is told with its path."""

from dataclasses import replace

from lcwsync.apply.outcome import Applied
from lcwsync.model.state import Desired
from lcwsync.sandbox.documents import POLICIES
from lcwsync.sandbox.lifecycle.policy import POLICY, tap_policy
from tests.apply.conftest import World
from tests.builders import policy, tap_task, workflow


def note(world: World, desired: Desired) -> str | None:
    (result,) = world.apply(desired).results
    assert isinstance(result, Applied)
    return result.note


def plant(world: World) -> None:
    """A member of a task and one of the settings that only a newer lcwsync would know."""
    store = world.app.store
    (document,) = store.all("workflows")
    tasks = document["tasks"]
    assert isinstance(tasks, list)
    tasks[0]["newSwitch"] = {"on": True}
    document["settings"] = {"newLimit": 5}
    store.put("workflows", str(document["id"]), document)


def test_a_new_version_that_loses_unknown_members_reports_their_paths(world: World) -> None:
    git = workflow("Pre-hire", replace(tap_task(minutes=480), display_name="Pass"))
    assert note(world, Desired(workflows=(git,))) is None
    plant(world)
    told = note(world, Desired(workflows=(workflow("Pre-hire", replace(tap_task(minutes=240), display_name="Pass")),)))
    gone = 'settings.newLimit (gone), tasks["Pass"].newSwitch (gone)'
    assert told == f"this write changed what lcwsync does not know: {gone}"


def test_a_patch_that_keeps_unknown_members_reports_nothing(world: World) -> None:
    git = workflow("Pre-hire")
    assert note(world, Desired(workflows=(git,))) is None
    plant(world)
    assert note(world, Desired(workflows=(replace(git, description="changed"),))) is None


def test_unknown_members_of_the_policy_are_kept_and_never_sent(world: World) -> None:
    store = world.app.store
    store.put(POLICIES, POLICY, {**tap_policy(store), "newRule": "strict"})
    wanted = policy(include_targets=None)
    assert note(world, Desired(tap_policy=wanted)) is None
    assert tap_policy(store)["newRule"] == "strict"
    assert all("newRule" not in str(seen.body) for seen in world.writes)
