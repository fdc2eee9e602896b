"""Reading rules: binding strength, quoting, limits, and errors that point at the place."""

import sys

import pytest

from lcwsync.model.rule import (
    And,
    AnyOf,
    Compare,
    Guid,
    In,
    Not,
    Operator,
    Or,
    RuleSyntaxError,
    StartsWith,
    lint,
    parse,
    print_rule,
)
from lcwsync.model.rule.parse import MAX_DEPTH

SALES = Compare("department", Operator.EQ, "Sales")
BERN = Compare("city", Operator.NE, "Bern")
ACTIVE = Compare("accountEnabled", Operator.EQ, value=True)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("(department eq 'Sales')", SALES),
        ("((department eq 'Sales'))", SALES),
        ("department eq 'Sales' and city ne 'Bern'", And((SALES, BERN))),
        ("department eq 'Sales' or (not (city ne 'Bern'))", Or((SALES, Not(BERN)))),
        ("not startsWith(city, 'B')", Not(StartsWith("city", "B"))),
        ("department in ('Sales', 'R&D')", In("department", ("Sales", "R&D"))),
        ("department in ()", In("department", ())),
        ("accountEnabled in (true)", In("accountEnabled", (True,))),
        ("surname eq 'O''Neill'", Compare("surname", Operator.EQ, "O'Neill")),
        ("surname eq ''''", Compare("surname", Operator.EQ, "'")),
        ("surname eq null", Compare("surname", Operator.EQ, None)),
        ("employeeOrgData/costCenter eq '7'", Compare("employeeOrgData/costCenter", Operator.EQ, "7")),
        ("(otherMails/any(p:startsWith(p, 'Av')))", AnyOf("otherMails", "p", StartsWith("p", "Av"))),
        (
            "assignedPlans/any(a:a/servicePlanId eq 41781FB2-bc02-4b7c-bd55-b576c07bb09d)",
            AnyOf(
                "assignedPlans",
                "a",
                Compare("a/servicePlanId", Operator.EQ, Guid("41781FB2-bc02-4b7c-bd55-b576c07bb09d")),
            ),
        ),
    ],
)
def test_documented_forms_are_read(text: str, rule: object) -> None:
    assert parse(text) == rule


def test_not_binds_before_and_and_before_or() -> None:
    text = "accountEnabled eq true or not (department eq 'Sales') and city ne 'Bern'"
    assert parse(text) == Or((ACTIVE, And((Not(SALES), BERN))))


def test_parenthesised_groups_stay_groups() -> None:
    text = "(department eq 'Sales' and city ne 'Bern') and accountEnabled eq true"
    assert parse(text) == And((And((SALES, BERN)), ACTIVE))


def test_white_space_of_folded_yaml_does_not_matter() -> None:
    assert parse("\n department  eq\t'Sales'\r\n and(city ne 'Bern') ") == And((SALES, BERN))


def test_keywords_are_understood_in_any_case() -> None:
    text = "NOT (Department EQ 'Sales') AND city IN ('Bern') OR STARTSWITH(city, 'B') or otherMails/ANY(p:p Eq 'x')"
    assert print_rule(parse(text)) == (
        "(((not (Department eq 'Sales')) and city in ('Bern')) or startsWith(city, 'B') or otherMails/any(p:p eq 'x'))"
    )


def test_nodes_know_their_column_and_equality_ignores_it() -> None:
    left, right = parse("department eq 'Sales'"), parse("  (department eq 'Sales')")
    assert (left.column, right.column) == (1, 4)
    assert left == right
    assert hash(left) == hash(right)


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "the rule is empty", "department eq"),
        ("department eq 'Sales", 15, "not closed", "doubled"),
        ("(department eq 'Sales'", 1, '"(" is not closed', ""),
        ("department eq 'Sales')", 22, '")" closes nothing', ""),
        ("department eq Sales", 15, "not a value", "'Sales'"),
        ("employeeId eq 7", 15, "not a value", "'7'"),
        ('department eq "Sales"', 15, "does not quote", "single quotes"),
        ("department eq ‘Sales’", 15, "does not quote", "single quotes"),
        ("user.department -eq 'Sales'", 5, "no place here", "dynamic group"),
        ("department == 'Sales'", 12, "not an operator", "words"),
        ("employeeId gt '7'", 12, "not an operator", "eq, ne, in"),
        ("endsWith(mail, '.ch')", 1, "not a function", "startsWith"),
        ("otherMails/all(p:p eq 'x')", 1, "not a function", "any(...)"),
        ("accountEnabled", 1, "not compared", "eq true"),
        ("accountEnabled and city eq 'Bern'", 1, "not compared", "eq true"),
        ("not department eq 'Sales'", 1, "needs parentheses", "not (department"),
        ("department eq 'A' city eq 'B'", 19, "expected and, or", ""),
        ("department in 'A'", 15, "expected", ""),
        ("department in ('A' 'B')", 20, "expected", ""),
        ("department in ('A'", 15, "not closed", ""),
        ("department in ('A',", 20, "expected a value", ""),
        ("department in ('A',)", 20, "expected a value", ""),
        ("otherMails/any(p:q eq 'x')", 18, "only p can be compared", "p/part"),
        ("otherMails/any(p:p/a/b eq 'x')", 18, "only p can be compared", "p/part"),
        ("otherMails/any(in:in eq 'x')", 16, "cannot name", "use p"),
        ("a/any(p:p/any(q:q eq 'x'))", 9, "inside any(...) is not supported", ""),
        ("department eq 'A' and", 22, "expected an attribute, found the end", ""),
        ("eq eq 'A'", 1, "expected an attribute", ""),
        ("department eq\u200b 'A'", 14, "U+200B", "invisible"),
    ],
)
def test_errors_have_a_problem_a_column_and_a_hint(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse(text)
    assert caught.value.column == column
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def test_nesting_is_bounded() -> None:
    deepest = "(" * MAX_DEPTH + "city eq 'Bern'" + ")" * MAX_DEPTH
    assert parse(deepest) == Compare("city", Operator.EQ, "Bern")
    for opening, closing in (("(", ")"), ("not (", ")")):
        with pytest.raises(RuleSyntaxError, match="nests deeper than 100 levels"):
            parse(opening * (MAX_DEPTH + 1) + "city eq 'Bern'" + closing * (MAX_DEPTH + 1))


def test_the_deepest_rule_is_handled_well_within_the_recursion_limit() -> None:
    level = "city eq 'Bern' and state eq 'BE' or ("
    text = level * (MAX_DEPTH - 3) + "not startsWith(city, 'B')" + ")" * (MAX_DEPTH - 2)
    sys.getrecursionlimit()
    sys.setrecursionlimit(800)
    problems = lint(text)
    assert all(1 <= problem.column <= len(text) + 1 for problem in problems)
    assert not any("\n" in problem.message for problem in problems)
    if [problem.code for problem in problems] == ["RUL001"]:
        with pytest.raises(RuleSyntaxError):
            parse(text)
    else:
        assert parse(print_rule(parse(text))) == parse(text)
