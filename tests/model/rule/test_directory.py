"""The directory query behind a preview returns everybody the rule can match."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from lcwsync.model.rule import DirectoryFilter, Rule, evaluate, parse, to_directory_filter
from tests.model.rule.strategies import rules, users


def in_lower_case(value: object) -> object:
    """A user as a directory search sees it."""
    match value:
        case str():
            return value.lower()
        case Mapping():
            return {key: in_lower_case(each) for key, each in value.items()}
        case list():
            return [in_lower_case(each) for each in value]
        case _:
            return value


def directory_finds(query: DirectoryFilter, user: dict[str, object]) -> bool:
    # The query is written in the language of rules; only the comparison of texts differs.
    everyday = query.text.replace("'AB'", "'ab'").replace("'A'", "'a'").replace("'B'", "'b'")
    lowered = in_lower_case(user)
    assert isinstance(lowered, dict)
    return evaluate(parse(everyday), lowered)


@settings(max_examples=150, deadline=None)
@given(rules(), users())
def test_everybody_who_matches_is_found(rule: Rule, user: dict[str, object]) -> None:
    query = to_directory_filter(rule)
    if query is not None and evaluate(rule, user):
        assert directory_finds(query, user)


@pytest.mark.parametrize(
    ("text", "query", "advanced"),
    [
        ("(department eq 'O''Neill')", "department eq 'O''Neill'", False),
        ("department in ('A', 'B')", "department eq 'A' or department eq 'B'", False),
        ("department eq 'A' and accountEnabled ne false", "department eq 'A' and accountEnabled eq true", False),
        ("not (accountEnabled eq true)", "accountEnabled eq false", False),
        ("not (department ne 'A' or city ne 'B')", "department eq 'A' and city eq 'B'", False),
        ("department eq 'A' and city ne 'B'", "department eq 'A'", False),
        ("department eq 'A' and not (city eq 'B')", "department eq 'A'", False),
        (
            "(department eq 'A' or department eq 'B') and city eq 'C'",
            "(department eq 'A' or department eq 'B') and city eq 'C'",
            False,
        ),
        ("startsWith(displayName, 'Ad')", "startsWith(displayName,'Ad')", False),
        ("companyName eq 'A'", "companyName eq 'A'", True),
        (
            "department eq 'A' and employeeOrgData/division eq 'B'",
            "department eq 'A' and employeeOrgData/division eq 'B'",
            True,
        ),
        ("proxyAddresses/any(p:startsWith(p, 'smtp:'))", "proxyAddresses/any(x:startsWith(x,'smtp:'))", False),
        ("otherMails/any(p:p in ('a', 'b'))", "otherMails/any(x:x eq 'a') or otherMails/any(x:x eq 'b')", True),
        (
            "assignedPlans/any(a:a/servicePlanId eq '41781fb2-bc02-4b7c-bd55-b576c07bb09d')",
            "assignedPlans/any(x:x/servicePlanId eq 41781fb2-bc02-4b7c-bd55-b576c07bb09d)",
            True,
        ),
        ("Department eq 'A'", "department eq 'A'", False),
    ],
)
def test_what_can_be_asked_is_asked(text: str, query: str, advanced: bool) -> None:
    assert to_directory_filter(parse(text)) == DirectoryFilter(query, advanced)


@pytest.mark.parametrize(
    "text",
    [
        "department ne 'A'",
        "not (department in ('A', 'B'))",
        "department eq 'A' or city ne 'B'",
        "onPremisesSyncEnabled ne true",
        "department eq null",
        "department eq ''",
        "department in ()",
        "startsWith(department, '')",
        "unknown eq 'A'",
        "customSecurityAttributes/S/N eq 'A'",
        "otherMails/any(p:p ne 'a')",
        "not (otherMails/any(p:p eq 'a'))",
        "department in (" + ", ".join(f"'{number}'" for number in range(16)) + ")",
    ],
)
def test_what_the_directory_cannot_narrow_needs_all_users(text: str) -> None:
    assert to_directory_filter(parse(text)) is None
