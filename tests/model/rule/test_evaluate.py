"""Who is in a rule's scope."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcwsync.model.rule import Compare, In, Operator, Or, Rule, attributes_used, evaluate, parse, print_rule
from tests.model.rule.strategies import NAMES, TEXTS, rules, users

PLAN = "41781fb2-bc02-4b7c-bd55-b576c07bb09d"

ADA = {
    "displayName": "Ada O'Neill",
    "department": "Sales",
    "city": None,
    "accountEnabled": True,
    "employeeOrgData": {"costCenter": "1011", "division": None},
    "onPremisesExtensionAttributes": {"extensionAttribute7": "north"},
    "assignedPlans": [
        {"capabilityStatus": "Enabled", "service": "exchange", "servicePlanId": PLAN},
        {"capabilityStatus": "Deleted", "service": "TeamspaceAPI", "servicePlanId": None},
    ],
    "otherMails": ["Ava@example.com", "b@example.com"],
    "proxyAddresses": [],
    "extension_0123456789abcdef0123456789abcdef_badge": "B7",
    "customSecurityAttributes": {"Engineering": {"Project": ["Baker", "Cascade"], "Level": "3"}},
}


@pytest.mark.parametrize(
    "text",
    [
        "department eq 'Sales'",
        "department ne 'sales'",
        "department in ('Marketing', 'Sales')",
        "displayName eq 'Ada O''Neill'",
        "startsWith(department, 'Sa')",
        "accountEnabled eq true",
        "accountEnabled in (true)",
        "employeeOrgData/costCenter eq '1011'",
        "onPremisesExtensionAttributes/extensionAttribute7 eq 'north'",
        "otherMails/any(p:startsWith(p, 'Av'))",
        "otherMails/any(p:p ne 'Ava@example.com')",
        "assignedPlans/any(a:a/service eq 'exchange' and a/capabilityStatus eq 'Enabled')",
        f"assignedPlans/any(a:a/servicePlanId eq {PLAN.upper()})",
        "extension_0123456789abcdef0123456789abcdef_badge eq 'B7'",
        "customSecurityAttributes/Engineering/Project eq 'Cascade'",
        "Department eq 'Sales'",
        "city eq null",
        "department ne null",
        "city ne 'Bern'",
        "not (city eq 'Bern')",
        "mail ne 'x'",
        "employeeOrgData/division ne 'x'",
    ],
)
def test_a_rule_that_matches(text: str) -> None:
    assert evaluate(parse(text), ADA)


@pytest.mark.parametrize(
    "text",
    [
        "department eq 'sales'",
        "department in ('SALES')",
        "department in ()",
        "startsWith(department, 'sa')",
        "accountEnabled eq 'true'",
        "accountEnabled eq false",
        "employeeOrgData/costCenter/x eq '1011'",
        "otherMails/any(p:startsWith(p, 'AV'))",
        "proxyAddresses/any(p:p ne 'x')",
        "faxNumber eq '1'",
        "startsWith(city, '')",
        "assignedPlans/any(a:a/service eq 'exchange' and a/capabilityStatus eq 'Deleted')",
        "customSecurityAttributes/Engineering/Project eq 'Delta'",
        "city eq ''",
        "department eq null",
    ],
)
def test_a_rule_that_does_not_match(text: str) -> None:
    assert not evaluate(parse(text), ADA)


def test_an_attribute_that_is_not_set_is_unequal_to_every_value() -> None:
    for user in ({}, {"department": None}):
        assert not evaluate(parse("department eq 'Sales'"), user)
        assert evaluate(parse("department ne 'Sales'"), user)


@settings(max_examples=60, deadline=None)
@given(rules(), users())
def test_not_is_the_opposite_and_writing_changes_nothing(rule: Rule, user: dict[str, object]) -> None:
    answer = evaluate(rule, user)
    assert evaluate(parse(print_rule(rule)), user) is answer
    assert evaluate(parse(f"not {print_rule(rule)}"), user) is not answer


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.sampled_from(TEXTS), min_size=2, max_size=4), users())
def test_in_is_one_of_several_eq(name: str, values: list[str], user: dict[str, object]) -> None:
    alternatives = Or(tuple(Compare(name, Operator.EQ, value) for value in values))
    assert evaluate(In(name, tuple(values)), user) is evaluate(alternatives, user)


def test_the_attributes_used_are_what_must_be_read_of_a_user() -> None:
    text = "Department eq 'A' and (city eq 'B' or otherMails/any(p:p eq 'x')) and not (employeeOrgData/division eq 'y')"
    assert attributes_used(parse(text)) == {"department", "city", "otherMails", "employeeOrgData/division"}


@settings(max_examples=60, deadline=None)
@given(rules(), users())
def test_nothing_but_the_attributes_used_decides(rule: Rule, user: dict[str, object]) -> None:
    needed = {name.partition("/")[0] for name in attributes_used(rule)}
    assert evaluate(rule, {name: user[name] for name in user if name in needed}) is evaluate(rule, user)
