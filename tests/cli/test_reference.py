"""`tasks`, `attributes`, `placeholders` and `explain` show the tables that lcwsync works by."""

import pytest

from lcwsync.model.catalogue import definitions
from lcwsync.model.rule.attributes import ATTRIBUTES
from lcwsync.model.task_words import ARGUMENT_WORDS, TASK_WORDS
from lcwsync.render.reference import weight
from lcwsync.values.codes.code import Code
from lcwsync.values.codes.register import CODES
from lcwsync.values.findings import Rating, Severity
from tests.commands import Lcwsync


def test_every_task_and_every_argument_has_its_words() -> None:
    assert set(TASK_WORDS) == {task.key for task in definitions()}
    assert set(ARGUMENT_WORDS) >= {argument.name for task in definitions() for argument in task.arguments}


def test_all_tasks_are_listed_by_key(lcwsync: Lcwsync) -> None:
    listed = lcwsync("tasks").out.splitlines()
    assert [line.split()[0] for line in listed] == [task.key for task in definitions()]


@pytest.mark.parametrize("name", ["generateTapAndEmailManager", "1B555E50-7f65-41d5-b514-5894a026d10d"])
def test_one_task_is_shown_with_its_arguments(lcwsync: Lcwsync, name: str) -> None:
    shown = lcwsync("tasks", name).out
    assert shown.startswith("generateTapAndEmailManager\n")
    assert "tapLifetimeMinutes  a whole number from 10 to 43200 minutes, required\n" in shown
    assert "Generate Temporary Access Pass and send via email to user's manager" in shown


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (("email", "manager", "last", "day"), {"emailBeforeLastDay", "emailOnLastDay", "emailAfterLastDay"}),
        (("requestUserAccessPackage",), {"requestAccessPackage", "cancelPendingAccessPackageRequests"}),
        (("emailSponsor",), {"emailManagerAboutSponsorship", "emailCosponsorsAboutSponsorship"}),
        (("remove", "licences", "all"), {"removeAllLicenses"}),
    ],
)
def test_words_of_the_portal_find_the_tasks(lcwsync: Lcwsync, words: tuple[str, ...], keys: set[str]) -> None:
    shown = lcwsync("tasks", *words).out
    found = {line.split()[0] for line in shown.splitlines() if line and line.split()[0] in TASK_WORDS}
    assert keys <= found
    assert len(found) <= 6


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("tasks", "qqqq"), "`lcwsync tasks` lists all of them"),
        (("attributes", "departmnt"), "did you mean department?"),
        (("explain", "TAP07"), "did you mean TAP027, TAP017, TAP007?"),
    ],
)
def test_what_does_not_exist_is_answered_with_a_next_step(lcwsync: Lcwsync, words: tuple[str, ...], hint: str) -> None:
    done = lcwsync(*words)
    assert done.code == 64
    assert hint in done.err


def test_all_attributes_are_listed_with_their_operators(lcwsync: Lcwsync) -> None:
    shown = lcwsync("attributes").out
    assert all(any(line.split()[:1] == [name] for line in shown.splitlines()) for name in ATTRIBUTES)
    assert "startsWith" in next(line for line in shown.splitlines() if line.startswith("department "))
    assert "startsWith" not in next(line for line in shown.splitlines() if line.startswith("employeeType "))


def test_placeholders_are_shown_as_they_are_written(lcwsync: Lcwsync) -> None:
    shown = lcwsync("placeholders").out
    assert "{{user.givenName}}" in shown
    assert "{{temporaryAccessPass}}" in shown


def test_all_codes_are_listed(lcwsync: Lcwsync) -> None:
    assert [line.split()[0] for line in lcwsync("explain").out.splitlines()] == list(CODES)


def test_one_code_is_explained_whatever_its_case(lcwsync: Lcwsync) -> None:
    assert lcwsync("explain", "risk-cc").out == lcwsync("validate", "--explain", "RISK-CC").out


def test_the_ratings_of_a_risk_are_shown_the_gravest_first() -> None:
    code = Code("Title", Severity.WARNING, "Text.", (Rating.LOW, Rating.HIGH))
    assert weight("RISK-ANY", code) == "risk, high or low"


def test_a_number_without_a_range_has_its_unit_after_of(lcwsync: Lcwsync) -> None:
    assert "a whole number of days\n" in lcwsync("tasks", "removeAllAccessPackages").out
