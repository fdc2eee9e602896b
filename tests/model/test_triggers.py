"""Each trigger is one row of the table that the form, the wire, the plan and the preview read."""

from typing import get_args

import pytest

from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    TimeAttribute,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UnknownTrigger,
    UserInactivityTrigger,
)
from lcwsync.model.triggers import TRIGGERS, Moment, kind_of, kind_sent_as, moment_of, trigger_of, trigger_words

HIRE = TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7)
UNKNOWN = UnknownTrigger("futureTrigger", "{}")


def test_every_trigger_but_an_unknown_one_has_a_row() -> None:
    assert {kind.of for kind in TRIGGERS} == {*get_args(Trigger)} - {UnknownTrigger}


def test_no_two_rows_share_a_key_or_a_type_on_the_wire() -> None:
    keys = [key for kind in TRIGGERS for key in kind.keys]
    assert len(keys) == len(set(keys))
    assert [kind_sent_as(kind.wire_type) for kind in TRIGGERS] == list(TRIGGERS)


def test_an_unknown_trigger_has_no_row_no_date_and_words_that_name_its_type() -> None:
    assert kind_of(UNKNOWN) is None
    assert kind_sent_as("futureTrigger") is None
    assert moment_of(UNKNOWN) is None
    assert trigger_words(UNKNOWN) == "a trigger of an unknown kind (futureTrigger)"


@pytest.mark.parametrize(
    ("trigger", "moment", "properties"),
    [
        (HIRE, Moment(TimeAttribute.HIRE_DATE, -7), ("employeeHireDate",)),
        (UserInactivityTrigger(90), Moment(None, 90), ("createdDateTime", "signInActivity")),
        (AttributeChangeTrigger(("department",)), None, ()),
        (MembershipChangeTrigger(MembershipChange.ADD), None, ()),
        (None, None, ()),
    ],
    ids=repr,
)
def test_a_trigger_counts_from_a_date_or_waits_for_an_event(
    trigger: Trigger | None, moment: Moment | None, properties: tuple[str, ...]
) -> None:
    assert moment_of(trigger) == moment
    assert (moment.properties if moment else ()) == properties


def test_conditions_without_a_trigger_have_none() -> None:
    assert trigger_of(TriggerAndScope(HIRE, None)) == HIRE
    assert trigger_of(TriggerAndScope(None, None)) is None
    assert trigger_of(OnDemandOnly()) is None
    assert trigger_of(None) is None
