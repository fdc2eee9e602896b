"""What a job reads: annotations within the limits, a summary within its size, outputs nobody can forge."""

from dataclasses import replace
from itertools import count

import pytest

from lcwsync.render.github import SUMMARY_BYTES, annotations, outputs, summary, write_outputs
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.location import Location
from tests.render.plans import every_action, everyday, quiet


def finding(number: int, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code="LCW001", severity=severity, message="m", location=Location("a.yaml", number))


def test_annotations_are_capped_by_type_and_the_rest_counted() -> None:
    found = [finding(n) for n in range(1, 14)] + [finding(1, Severity.WARNING)]
    lines = annotations(found).splitlines()
    assert sum(line.startswith("::error") for line in lines) == 10
    assert lines[9] == "::error title=lcwsync::4 more errors, listed in the log of this step"
    assert lines[10] == "::warning file=a.yaml,line=1,title=LCW001::m"


def test_ten_annotations_are_all_shown() -> None:
    assert "more" not in annotations(finding(n) for n in range(1, 11))


def test_errors_come_first() -> None:
    found = [finding(1, Severity.NOTE), finding(1, Severity.WARNING), finding(1)]
    assert [line.split()[0] for line in annotations(found).splitlines()] == ["::error", "::warning", "::notice"]


def test_a_place_without_line_names_the_file_alone() -> None:
    assert annotations([finding(0)]) == "::error file=a.yaml,title=LCW001::m\n"


def test_a_short_summary_is_unchanged() -> None:
    assert summary("text\n") == "text\n"


def test_a_long_summary_is_cut_where_nothing_is_open() -> None:
    block = "### x\n\n<details><summary>y</summary>\n\n```diff\n-a\n\n+b\n```\n\n</details>\n\n"
    made = summary(block * 20_000)
    assert SUMMARY_BYTES - len(block) - 100 <= len(made.encode()) <= SUMMARY_BYTES
    assert made.startswith("> **Cut to fit")
    assert made.count("<details>") == made.count("</details>")
    assert made.endswith(("</details>\n\n", "### x\n\n"))


def test_outputs_count_objects_and_name_the_gravest_risk() -> None:
    made = outputs(everyday())
    assert (made["changes"], made["create"], made["new-version"], made["update"], made["delete"]) == (
        "true",
        "1",
        "1",
        "2",
        "1",
    )
    assert (made["risk"], made["refused"], made["sandbox"]) == ("high", "false", "false")


def test_outputs_of_an_empty_plan() -> None:
    made = outputs(quiet())
    assert (made["changes"], made["risk"], made["sandbox"]) == ("false", "none", "true")
    assert outputs(every_action("x"))["refused"] == "true"


def test_each_output_has_its_own_delimiter() -> None:
    numbers = count(1)
    made = write_outputs({"a": "1", "b": "2\n3"}, lambda: str(next(numbers)))
    assert made == "a<<lcwsync_1\n1\nlcwsync_1\nb<<lcwsync_2\n2\n3\nlcwsync_2\n"


def test_a_value_that_holds_its_delimiter_is_refused() -> None:
    with pytest.raises(ValueError, match="output a"):
        write_outputs({"a": "x\nlcwsync_1\nrisk=none"}, lambda: "1")


def test_a_refused_plan_without_changes_is_reported_as_refused() -> None:
    assert outputs(replace(quiet(), refusals=every_action("x").refusals))["refused"] == "true"
