"""A rule taken apart says the same as the rule as a whole, and doubts what was not read."""

from functools import partial

import pytest
from hypothesis import given

from lcwsync.model.rule import Rule, evaluate, parse
from lcwsync.model.rule.evaluate import value_of
from lcwsync.model.rule.explain import Explained, explain
from tests.model.rule.strategies import rules, users


def explained(rule: str, user: dict[str, object], *unread: str) -> Explained:
    return explain(parse(rule), partial(value_of, user), unread)


RULE = "((department eq 'Sales') and (not (city eq 'Paris')))"


def test_each_test_has_the_value_that_was_read() -> None:
    whole = explained(RULE, {"department": "Sales", "city": "Paris"})
    assert whole.holds is False
    department, negated = whole.parts
    assert (department.text, department.attribute, department.value, department.holds) == (
        "department eq 'Sales'",
        "department",
        "Sales",
        True,
    )
    assert (negated.text, negated.holds, negated.parts[0].holds) == ("not", False, True)


@pytest.mark.parametrize(
    ("user", "unread", "holds"),
    [
        ({"department": "Sales"}, ("city",), None),
        ({"department": "Finance"}, ("city",), False),
        ({"city": "Berlin"}, ("department",), None),
        ({"city": "Paris"}, ("Department",), False),
        ({"department": "Sales", "city": "Berlin"}, (), True),
    ],
)
def test_what_was_not_read_is_in_doubt_unless_the_rest_decides(
    user: dict[str, object], unread: tuple[str, ...], holds: bool | None
) -> None:
    assert explained(RULE, user, *unread).holds is holds


def test_one_of_several_is_enough() -> None:
    rule = "((department eq 'Sales') or (city eq 'Paris'))"
    assert explained(rule, {"city": "Paris"}, "department").holds is True
    assert explained(rule, {"city": "Berlin"}, "department").holds is None


@given(tree=rules(), user=users())
def test_an_explanation_holds_when_the_rule_matches(tree: Rule, user: dict[str, object]) -> None:
    assert explain(tree, partial(value_of, user)).holds is evaluate(tree, user)
