"""Writing rules, and when two rules count as the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcwsync.model.rule import Rule, canonical, parse, print_rule
from tests.model.rule.strategies import rules


@settings(max_examples=100, deadline=None)
@given(rules(st.text(max_size=8), leaves=12))
def test_what_is_written_reads_back_as_the_same_rule(rule: Rule) -> None:
    text = print_rule(rule)
    assert parse(text) == rule
    assert print_rule(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("department  eq 'Marketing'", "(department eq 'Marketing')"),
        ("a eq 'x' and b eq 'y' or c eq 'z'", "((a eq 'x' and b eq 'y') or c eq 'z')"),
        ("a eq 'x' or not (b eq 'y')", "(a eq 'x' or (not (b eq 'y')))"),
        ("not not (a eq 'x')", "(not (not (a eq 'x')))"),
        ("startswith(a,'x')", "(startsWith(a, 'x'))"),
        ("a in ('x',true,null)", "(a in ('x', true, null))"),
    ],
)
def test_rules_are_written_as_in_the_samples(text: str, written: str) -> None:
    assert print_rule(parse(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "department eq 'Sales' and city in ('Bern', 'Chur')",
        " ( department eq 'Sales'  and\ncity in( 'Bern' ,'Chur' ) ) ",
        "((department eq 'Sales' and city in ('Bern', 'Chur')))",
    ],
)
def test_outer_parentheses_and_white_space_do_not_make_another_rule(text: str) -> None:
    assert canonical(text) == "department eq 'Sales' and city in ('Bern', 'Chur')"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("department eq 'Sales'", "department eq 'sales'"),
        ("department eq 'Sales'", "Department eq 'Sales'"),
        ("department eq 'Sales'", "department EQ 'Sales'"),
        ("department eq 'Sales'", "department eq 'Sales '"),
        ("department eq 'R  D'", "department eq 'R D'"),
        ("a eq 'x' and (b eq 'y')", "a eq 'x' and b eq 'y'"),
        ("a eq 'x' and b eq 'y'", "b eq 'y' and a eq 'x'"),
    ],
)
def test_everything_else_makes_another_rule(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_two_groups_keep_their_parentheses() -> None:
    assert canonical("(a eq 'x') or (b eq ')')") == "(a eq 'x') or (b eq ')')"


def test_a_text_that_is_not_a_rule_is_only_trimmed() -> None:
    assert canonical("  (department  eq Sales) ") == "(department  eq Sales)"


@settings(max_examples=60, deadline=None)
@given(rules(st.text(max_size=6)))
def test_the_canonical_form_means_the_same_and_is_stable(rule: Rule) -> None:
    text = print_rule(rule)
    assert parse(canonical(text)) == rule
    assert canonical(canonical(text)) == canonical(text) == canonical(f" ({text})\n")
