"""The sandbox is written apart from the tool that is tested against it: here the two are held against each other."""

from collections.abc import Callable, Mapping
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.model import catalogue, conditions, extension, settings, tap_policy, workflow
from lcwsync.model.rule import Rule, RuleSyntaxError, evaluate, parse, print_rule
from lcwsync.model.task_definition import ArgumentType, TaskDefinition
from lcwsync.sandbox import limits
from lcwsync.sandbox.engine.rule import RuleError, read_rule
from lcwsync.sandbox.engine.tasks import ACTIONS
from lcwsync.sandbox.lifecycle.task_definitions import definition_of, task_definitions
from tests.model.rule.strategies import rules, users

MAIL_ARGUMENTS = {"to", "cc", "customSubject", "customBody", "locale"}
"""Tasks that mail take them; the definitions of the service do not list them."""


def test_both_know_the_same_tasks() -> None:
    assert {definition["id"] for definition in task_definitions()} == {d.id for d in catalogue.definitions()}


@pytest.mark.parametrize("ours", catalogue.definitions(), ids=lambda definition: definition.key)
def test_both_describe_a_task_alike(ours: TaskDefinition) -> None:
    theirs = definition_of(ours.id)
    assert theirs is not None
    assert (theirs["displayName"], theirs["description"]) == (ours.api_display_name, ours.display_name)
    assert set(str(theirs["category"]).split(",")) == {category.value for category in ours.categories}
    assert theirs["_mails"] == ours.mails
    assert [definition_of(id_) for id_ in ours.also_known_as] == [theirs] * len(ours.also_known_as)
    listed = [argument for argument in ours.arguments if argument.name not in MAIL_ARGUMENTS]
    parameters = cast("list[Mapping[str, object]]", theirs["parameters"])
    assert [parameter["name"] for parameter in parameters] == [argument.name for argument in listed]
    assert [parameter["valueType"] == "enum" for parameter in parameters] == [
        argument.type is ArgumentType.BOOLEAN for argument in listed
    ]
    assert theirs["_required"] == [argument.name for argument in ours.arguments if argument.required]


def test_every_task_does_something_or_mails() -> None:
    without = {str(d["_task"]) for d in task_definitions()} - set(ACTIONS)
    assert without == {str(d["_task"]) for d in task_definitions() if d["_mails"]} - set(ACTIONS)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (workflow.MAX_WORKFLOWS, limits.MAX_WORKFLOWS),
        (workflow.MAX_TASKS, limits.MAX_TASKS),
        (workflow.MAX_ADMINISTRATION_SCOPES, limits.MAX_ADMINISTRATION_SCOPES),
        (extension.MAX_EXTENSIONS, limits.MAX_EXTENSIONS),
        (extension.CALLBACK_TIMEOUT_MINUTES, limits.CALLBACK_TIMEOUT_MINUTES),
        (conditions.OFFSET_DAYS, limits.OFFSET_DAYS),
        (conditions.INACTIVITY_DAYS, limits.INACTIVITY_DAYS),
        (conditions.REQUIRED_SPONSORS, limits.SPONSORS),
        (tuple(conditions.TimeAttribute), limits.TIME_ATTRIBUTES),
        (tuple(conditions.MembershipChange), limits.MEMBERSHIP_CHANGES),
        (tuple(workflow.Category), limits.CATEGORIES),
        (settings.SCHEDULE_INTERVAL_HOURS, limits.SCHEDULE_INTERVAL_HOURS),
        (settings.DEFAULT_SCHEDULE_INTERVAL_HOURS, limits.DEFAULT_SCHEDULE_INTERVAL_HOURS),
        (tap_policy.LIFETIME_MINUTES, limits.LIFETIME_MINUTES),
        (tap_policy.PASS_LENGTH, limits.PASS_LENGTH),
        (tuple(tap_policy.PolicyState), limits.POLICY_STATES),
    ],
)
def test_both_have_the_same_limits(ours: object, theirs: object) -> None:
    assert ours == theirs


NAMES = ("department", "city", "accountEnabled", "employeeOrgData/costCenter", "otherMails")
TEXTS = st.sampled_from(["Sales", "sales", "Sal", "O'Neill", "", "Berlin", "\u00c9"])
GUID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


LITERALS = TEXTS.map(_quoted) | st.sampled_from(["true", "false", "null", GUID, GUID.upper()])
TESTS: st.SearchStrategy[str] = (
    st.builds("{} {} {}".format, st.sampled_from(NAMES), st.sampled_from(["eq", "ne"]), LITERALS)
    | st.builds(
        lambda name, values: f"{name} in ({', '.join(values)})",
        st.sampled_from(NAMES),
        st.lists(LITERALS, min_size=1, max_size=3),
    )
    | st.builds("startsWith({}, {})".format, st.sampled_from(NAMES), TEXTS.map(_quoted))
    | st.builds("otherMails/any(p:p eq {})".format, TEXTS.map(_quoted))
    | st.builds("otherMails/any(p:startsWith(p, {}) or p eq {})".format, TEXTS.map(_quoted), TEXTS.map(_quoted))
    | st.builds("assignedPlans/any(a:a/service eq {} and a/servicePlanId ne {})".format, TEXTS.map(_quoted), LITERALS)
)
RULES: st.SearchStrategy[str] = st.recursive(
    TESTS.map("({})".format) | TESTS,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner)
        | inner.map("not ({})".format)
    ),
    max_leaves=6,
)
VALUES = st.none() | TEXTS | st.booleans() | st.sampled_from([GUID, GUID.upper()])
PEOPLE = st.fixed_dictionaries(
    {},
    optional={
        "department": VALUES,
        "city": VALUES,
        "accountEnabled": VALUES,
        "employeeOrgData": st.none() | st.fixed_dictionaries({"costCenter": VALUES}),
        "otherMails": st.none() | st.lists(TEXTS, max_size=3),
        "assignedPlans": st.lists(st.fixed_dictionaries({"service": TEXTS, "servicePlanId": VALUES}), max_size=2),
    },
)


@given(rule=RULES, user=PEOPLE)
def test_both_judge_a_rule_alike(rule: str, user: Mapping[str, object]) -> None:
    assert read_rule(rule)(user) == evaluate(parse(rule), user)


@given(rules(leaves=8), users())
def test_both_judge_a_rule_of_the_tool_alike(rule: Rule, user: Mapping[str, object]) -> None:
    text = print_rule(rule)
    assert read_rule(text)(user) is evaluate(parse(text), user)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "department eq",
        "department eq 'A' or",
        "(department eq 'A'",
        "department eq 'A')",
        "not department eq 'A'",
        "not not (department eq 'A')",
        "NOT startswith(department, 'A')",
        "department eq 'O''Neill' AND city ne null",
        'department eq "A"',
        "department gt 'A'",
        "endsWith(department, 'A')",
        "otherMails/all(p:p eq 'a')",
        "all eq 'A'",
        "otherMails/any(p:startsWith(p, 'a') and not (p eq 'ab'))",
        "otherMails/any(p:q eq 'a')",
        "otherMails/any(p:p/a/b eq 'a')",
        "assignedPlans/any(a:a/service eq 'exchange' and b/any(c:c eq 'x'))",
        "extension_0123456789abcdef0123456789abcdef_größe eq 'A'",
        "größe eq 'A'",
        "ÿ eq 'A'",
        "department in ()",
        "department in ('A',)",
        "department in ('A' 'B')",
        "employeeId eq 12",
        "(" * 100 + "department eq 'A'" + ")" * 100,
        "(" * 101 + "department eq 'A'" + ")" * 101,
        "not " * 99 + "(department eq 'A')",
        "not " * 100 + "(department eq 'A')",
    ],
    ids=lambda text: text[:60],
)
def test_both_accept_and_refuse_the_same_rule(text: str) -> None:
    tool = _outcome(lambda: parse(text), RuleSyntaxError)
    assert _outcome(lambda: read_rule(text), RuleError) == tool


WORDS = (
    "department", "eq", "ne", "in", "and", "or", "not", "startsWith", "otherMails/any", "p", "p:", ":", "(", ")", ",",
    "'A'", "'a''b'", "true", "false", "null", "1", "-", "accountEnabled", GUID, "",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_both_accept_the_same_sequences_of_words(text: str) -> None:
    tool = _outcome(lambda: parse(text), RuleSyntaxError)
    assert _outcome(lambda: read_rule(text), RuleError) == tool


@given(rule=RULES, cut=st.integers(0, 60), extra=st.sampled_from(["", ")", "(", " and", " not", "'", " gt 1", ","]))
def test_both_refuse_the_same_texts(rule: str, cut: int, extra: str) -> None:
    text = rule[:cut] + extra + rule[cut + 1 :]
    tool = _outcome(lambda: parse(text), RuleSyntaxError)
    sandbox = _outcome(lambda: read_rule(text), RuleError)
    assert tool == sandbox, text


def _outcome(run: Callable[[], object], error: type[Exception]) -> bool:
    try:
        run()
    except error:
        return False
    return True
