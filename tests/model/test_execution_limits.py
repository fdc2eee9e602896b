import json

import pytest

from lcwsync.model.execution_limits import limits_in_force


def limits(*conditions: dict[str, object], match: str = "any") -> str:
    return json.dumps({"matchMode": match, "conditions": conditions})


TEN = limits({"threshold": 10})
FIVE_PERCENT = limits({"percentage": 5})
BOTH = limits({"threshold": 10}, {"percentage": 5}, match="all")
NEW_KIND = limits({"perHour": 5})


@pytest.mark.parametrize(
    ("text", "due", "exceeded"),
    [
        (TEN, 10, False),
        (TEN, 11, True),
        (FIVE_PERCENT, 5, False),
        (FIVE_PERCENT, 6, None),
        (limits({"threshold": 10}, {"percentage": 5}), 11, True),
        (BOTH, 11, None),
        (BOTH, 6, False),
        (NEW_KIND, 1, None),
        (limits({"threshold": 1}, match="most"), 2, None),
    ],
)
def test_a_percentage_and_what_is_new_leave_it_open_whether_a_run_is_too_large(
    text: str, due: int, exceeded: bool | None
) -> None:
    found = limits_in_force(None, text)
    assert found is not None
    assert found.exceeded(due=due, in_scope=100) is exceeded


def test_a_workflows_own_limits_replace_the_tenants_and_no_condition_is_no_limit() -> None:
    own = limits_in_force(TEN, FIVE_PERCENT)
    assert str(own) == "10 people"
    assert str(limits_in_force(limits(), FIVE_PERCENT)) == "5 %"
    assert str(limits_in_force(None, BOTH)) == "10 people and 5 %"
    assert limits_in_force(None, None) is None
    assert limits_in_force(limits(), "null") is None
