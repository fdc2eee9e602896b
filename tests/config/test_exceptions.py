"""Findings rated otherwise: for named objects, until a day, and reported when they take nothing any more."""

from datetime import date
from pathlib import Path

import pytest

from lcwsync.config.load import Configuration, load
from lcwsync.values.findings import Severity
from tests.config.files import PROJECT

TODAY = date(2026, 11, 1)
CODE = "LCW004"
"""Found at a trigger by the hire date in a workflow for leavers."""


def workflow(name: str, *, faulty: bool = True) -> str:
    attribute = "employeeHireDate" if faulty else "employeeLeaveDateTime"
    return (
        f"kind: Workflow\ndisplayName: {name}\ncategory: leaver\n"
        f"trigger: {{timeBasedAttribute: {attribute}, offsetInDays: 0}}\n"
        "scope: {rule: \"(department eq 'Sales')\"}\ntasks: [{task: revokeRefreshTokens}]\n"
    )


def configured(tmp_path: Path, rule: str, *documents: str, project: str = PROJECT) -> Configuration:
    text = project + (f"rules: {{{CODE}: {{severity: note, reason: agreed{rule}}}}}\n")
    (tmp_path / "lcwsync.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "all.yaml").write_text("---\n".join(documents), encoding="utf-8")
    return load(tmp_path, today=TODAY)


def found(configuration: Configuration) -> list[tuple[str, Severity, int]]:
    return [(f.code, f.severity, f.location.line) for f in configuration.findings_in(configuration.environments)]


def test_an_exception_for_one_object_leaves_the_finding_at_the_next(tmp_path: Path) -> None:
    configuration = configured(tmp_path, ", objects: [one]", workflow("One"), workflow("Two"))

    assert found(configuration) == [(CODE, Severity.NOTE, 4), (CODE, Severity.WARNING, 11)]


def test_an_exception_holds_on_its_last_day_and_the_finding_returns_after_it(tmp_path: Path) -> None:
    kept = configured(tmp_path, ", until: 2026-11-01", workflow("One"))
    assert found(kept) == [(CODE, Severity.NOTE, 4)]

    ended = configured(tmp_path, ", until: 2026-10-31", workflow("One"))
    assert {(code, severity) for code, severity, _ in found(ended)} == {
        (CODE, Severity.WARNING),
        ("PRJ006", Severity.WARNING),
    }


@pytest.mark.parametrize(
    ("rule", "documents", "words"),
    [
        ("", [workflow("One", faulty=False)], f"the exception for {CODE} takes no finding"),
        (", objects: [One, Two]", [workflow("One"), workflow("Two", faulty=False)], 'takes no finding at "Two"'),
        (", objects: [Onee]", [workflow("One")], 'takes no finding at "Onee"'),
    ],
)
def test_an_exception_that_takes_nothing_is_reported_at_its_place(
    tmp_path: Path, rule: str, documents: list[str], words: str
) -> None:
    configuration = configured(tmp_path, rule, *documents)
    reported = [f for f in configuration.desired_for("sandbox").findings if f.code == "PRJ006"]

    assert len(reported) == 1
    assert words in reported[0].message
    assert reported[0].location.file.endswith("lcwsync.yaml")
    assert reported[0].location.line == PROJECT.count("\n") + 1


def test_a_misspelt_name_of_an_object_is_suggested(tmp_path: Path) -> None:
    configuration = configured(tmp_path, ", objects: [Onboard contracters]", workflow("Onboard contractors"))

    (reported,) = (f for f in configuration.desired_for("sandbox").findings if f.code == "PRJ006")
    assert reported.hint == "did you mean Onboard contractors?"


def test_an_exception_that_takes_a_finding_in_one_environment_is_not_reported(tmp_path: Path) -> None:
    project = (
        "kind: Project\ndefaultEnvironment: a\nenvironments:\n"
        "  a: {sandbox: true, variables: {attribute: employeeHireDate}}\n"
        "  b: {sandbox: true, variables: {attribute: employeeLeaveDateTime}}\n"
    )
    document = workflow("One").replace("employeeHireDate", '"${attribute}"')
    configuration = configured(tmp_path, "", document, project=project)

    assert [(f.code, f.environment) for f in configuration.findings_in(("a", "b"))] == [(CODE, "a")]
    assert "PRJ006" not in {f.code for f in configuration.desired_for("b").findings}


@pytest.mark.parametrize("written", ["2026-02-30", "2026-13-01"])
def test_an_end_that_is_no_day_is_an_error_at_its_place(tmp_path: Path, written: str) -> None:
    configuration = configured(tmp_path, f", until: {written}", workflow("One"))

    (error,) = (f for f in configuration.findings if f.severity is Severity.ERROR)
    assert (error.code, error.location.line) == ("PRJ007", PROJECT.count("\n") + 1)


def test_while_a_file_cannot_be_read_no_exception_is_called_without_effect(tmp_path: Path) -> None:
    configuration = configured(tmp_path, "", workflow("One", faulty=False), "kind: [\n")

    assert "PRJ006" not in {f.code for f in configuration.desired_for("sandbox").findings}
