"""An apply that dies at any write, and is run again, leaves the tenant that an undisturbed one leaves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lcwsync.apply.outcome import Applied
from lcwsync.model.extension import CustomTaskExtension, LaunchAndContinue, LogicApp, PopToken
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import PolicyState, TapPolicy
from tests.apply.conftest import World
from tests.builders import tap_task, task, workflow

WELCOME = task("sendWelcomeEmail")

WRITES = (
    "create_workflow",
    "update_workflow",
    "update_task",
    "create_new_version",
    "delete_workflow",
    "restore_workflow",
    "update_tap_policy",
    "update_settings",
    "create_extension",
    "update_extension",
    "delete_extension",
)

EXTENSION = CustomTaskExtension(
    display_name="Badge",
    description="",
    endpoint=LogicApp(
        subscription_id="00000000-0000-4000-8000-000000000001", resource_group_name="g", logic_app_workflow_name="l"
    ),
    authentication=PopToken(),
    callback=LaunchAndContinue(),
)

BEFORE = Desired(
    workflows=(
        workflow("Patched"),
        workflow("Versioned", description="kept"),
        workflow("Trashed", is_scheduling_enabled=True),
        workflow("Gone"),
    ),
    tap_policy=TapPolicy(state=PolicyState.ENABLED, maximum_lifetime_in_minutes=480, is_usable_once=False),
    settings=LifecycleSettings(
        workflow_schedule_interval_in_hours=3, email_settings=EmailSettings(use_company_branding=False)
    ),
)

AFTER = Desired(
    workflows=(
        workflow("Patched", replace(tap_task(), display_name="Pass"), is_enabled=False),
        workflow("Versioned again", tap_task(minutes=60), previous_names=("Versioned",)),
        workflow("Trashed", tap_task(minutes=60), is_scheduling_enabled=True),
        workflow(
            "New",
            task("runCustomTaskExtension", customTaskExtensionID=Ref(RefKind.CUSTOM_TASK_EXTENSION, name="Badge")),
        ),
    ),
    tap_policy=TapPolicy(state=PolicyState.ENABLED, maximum_lifetime_in_minutes=600, is_usable_once=True),
    settings=LifecycleSettings(
        workflow_schedule_interval_in_hours=6, email_settings=EmailSettings(use_company_branding=False)
    ),
    extensions=(EXTENSION,),
    removed=("Gone",),
)


class Killed(BaseException):
    """What kill -9 is to the code under it: nothing after it runs."""


class Mortal:
    """A tenant whose client dies at its n-th write, before it is sent or before its answer is read."""

    def __init__(self, tenant: object, dies_at: int, *, sent: bool) -> None:
        self._tenant, self._left, self._sent = tenant, dies_at, sent

    def __getattr__(self, name: str) -> object:
        call: Callable[..., object] = getattr(self._tenant, name)
        if name not in WRITES:
            return call

        def write(*arguments: object) -> object:
            self._left -= 1
            if self._left == 0:
                if self._sent:
                    call(*arguments)
                raise Killed
            return call(*arguments)

        return write


@contextmanager
def prepared(place: Path) -> Iterator[World]:
    """A tenant as `BEFORE` says, with one of its workflows in the bin."""
    world = World(place)
    tenant = world.tenant
    try:
        world.apply(BEFORE)
        world.apply(Desired(removed=("Trashed",)))
        yield world
    finally:
        tenant.close()


def picture(world: World) -> object:
    """The tenant's content without what differs between any two runs: ids and times."""
    existing = world.existing(AFTER)
    return (
        sorted(
            (
                live.version,
                repr(
                    replace(
                        live.workflow,
                        tasks=tuple(
                            replace(t, id=None, arguments={k: len(str(v)) for k, v in t.arguments.items()})
                            for t in live.workflow.tasks or ()
                        ),
                    )
                ),
            )
            for live in existing.workflows
        ),
        [live.workflow.display_name for live in existing.deleted_workflows],
        existing.tap_policy,
        existing.settings,
        [replace(live.extension, endpoint=None) for live in existing.extensions],
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, int]:
    """What a whole apply leaves, and how many writes it takes."""
    with prepared(tmp_path_factory.mktemp("undisturbed")) as world:
        outcome = world.apply(AFTER)
        assert all(isinstance(result, Applied) for result in outcome.results)
        written = len(world.writes)
        return picture(world), written


def test_the_plan_holds_every_kind_of_write_there_is_to_interrupt(undisturbed: tuple[object, int]) -> None:
    assert undisturbed[1] == NUMBER_OF_WRITES


NUMBER_OF_WRITES = 11
"""Loosen, settings, extension, PATCH, PATCH of a task, version, restore and version, create, tighten, delete."""


@pytest.mark.parametrize("sent", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, NUMBER_OF_WRITES + 1))
def test_killed_at_any_write_and_run_again(
    tmp_path: Path, undisturbed: tuple[object, int], dies_at: int, sent: bool
) -> None:
    with prepared(tmp_path) as world:
        whole = world.tenant
        world.tenant = Mortal(whole, dies_at, sent=sent)  # type: ignore[assignment]
        with pytest.raises(Killed):
            world.apply(AFTER)
        world.tenant = whole
        assert all(isinstance(result, Applied) for result in world.apply(AFTER).results)
        assert picture(world) == undisturbed[0]
        assert world.plan(AFTER).empty


FAULTS = (
    "reset-before",
    "reset-after",
    "truncate",
    "non-json",
    "status:{}:0:1:500",
    "status:{}:0:1:503",
    "not-stored",
    "expired-token",
    "forbidden",
)


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("fault", FAULTS)
def test_any_fault_at_the_first_write_of_its_kind_and_run_again(
    tmp_path: Path, undisturbed: tuple[object, int], fault: str, method: str
) -> None:
    kind, _, rest = fault.partition(":{}")
    with prepared(tmp_path) as world:
        world.fault(f"{kind}:{method}:/[!$]*{rest}")  # a batch reads, although it is sent with POST
        first = world.apply(AFTER)
        assert len(first.results) == len(first.plan.actions)
        world.faults.clear()
        world.later(minutes=20)  # a write whose answer was lost is not sent again before
        assert all(isinstance(result, Applied) for result in world.apply(AFTER).results)
        assert picture(world) == undisturbed[0]
        assert world.plan(AFTER).empty
