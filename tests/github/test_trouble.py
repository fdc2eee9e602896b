"""A GitHub that is busy, limits requests or answers nonsense, and texts longer than it takes."""

import json
import time

import pytest

from tests.github.fake_github import GitHub, github

__all__ = ["github"]


@pytest.mark.parametrize(
    "headers", [{"Retry-After": "0"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}], ids=str
)
def test_a_refusal_of_too_many_requests_is_repeated_also_of_a_comment(github: GitHub, headers: dict[str, str]) -> None:
    github.said_of_limits = headers
    github.limits = 2
    assert github.comment("production", "d1") == 0
    assert len(github.comments) == 1


def test_a_comment_that_was_refused_for_its_number_is_sent_once_it_is_taken(github: GitHub) -> None:
    github.comment("production", "d0")
    github.limits = 1
    github.comment("production", "d1")
    assert len(github.comments) == 2


def test_a_limit_that_stays_says_so_and_blames_no_right(github: GitHub) -> None:
    github.limits = 9
    assert github.run("current") == 1
    assert "403" in github.said
    assert "too many requests" in github.said
    assert "does the job grant" not in github.said


def test_a_refused_right_is_asked_for_once(github: GitHub) -> None:
    github.limits, github.said_of_limits = 9, {"X-RateLimit-Remaining": "4000"}
    began = time.monotonic()
    assert github.run("current") == 1
    assert len(github.asked) == 1
    assert "does the job grant what the token needs?" in github.said
    assert time.monotonic() - began < 30


def test_a_comment_that_may_have_been_written_is_not_sent_again(github: GitHub) -> None:
    # Pull request and comments are read first.
    github.answers = [b'{"head": {"sha": "head1"}}', b"[]"]
    github.busy = 1
    assert github.comment("production", "d1") == 1
    assert [each for each in github.asked if each.startswith("POST")] == ["POST /issues/7/comments"]
    assert "502" in github.said


@pytest.mark.parametrize("text", [b"<html>sign in</html>", b'{"sha": "ab', b"[]", b'"text"', b"null", b"{}"])
def test_an_answer_that_is_not_githubs_ends_the_verb_in_words(github: GitHub, text: bytes) -> None:
    github.answers = [text]
    assert github.run("current") == 1
    assert github.said.startswith("::error title=lcwsync::GitHub's answer is ")


def test_a_text_that_is_too_long_is_cut_says_so_and_never_counts_as_reviewed(github: GitHub) -> None:
    objects = " ".join(f"{number:012x}" for number in range(600))
    assert github.comment("production", "d1", "x" * 60_000, "--objects", objects) == 0
    (comment,) = github.comments
    assert "Cut to fit; do not approve from this text alone." in comment["body"]
    assert comment["body"].splitlines()[-1].startswith("Commit head1, ")
    github.approve()
    github.merge()
    assert github.run("reviewed", "--environment", "production", "--digest", "d1") == 3
    assert "too long for the comment" in github.said


@pytest.mark.parametrize("verb", ["outcome", "issue"])
def test_a_long_outcome_and_a_long_issue_are_cut(github: GitHub, verb: str) -> None:
    github.merge()
    more = ("--drift", "true") if verb == "issue" else ()
    assert github.run(verb, "--environment", "production", "--body", "body.md", *more, body="x" * 200_000) == 0
    (text,) = (each["body"] for each in (*github.comments, *github.issues))
    assert "Cut to fit" in text


def test_a_text_that_is_not_utf_8_is_told_all_the_same(github: GitHub) -> None:
    (github.place / "plan.md").write_bytes(b"workflows/\xff.yaml: no")
    words = ("--environment", "production", "--digest", "d1", "--body", "plan.md")
    assert github.run("comment", *words) == 0
    assert ".yaml: no" in github.comments[0]["body"]


def test_a_text_that_is_not_there_is_not_githubs_fault(github: GitHub) -> None:
    assert github.run("outcome", "--environment", "production", "--body", "none.md") == 1
    assert "none.md cannot be read" in github.said


def test_a_label_fits_whatever_an_environment_is_called_and_however_much_is_annotated(github: GitHub) -> None:
    place = {"artifactLocation": {"uri": "a.yaml"}, "region": {"startLine": 1}}
    found = {
        "ruleId": "X",
        "level": "note",
        "message": {"text": "x"},
        "locations": [{"physicalLocation": place}],
    }
    (github.place / "plan.sarif").write_text(json.dumps({"runs": [{"results": [found] * 700}]}), encoding="utf-8")
    for name in ("production", *(f"{'customer-of-the-north-' * 3}{number}" for number in (1, 2))):
        words = ("--body", "body.md", "--code", "0", "--risk", "medium", "--sarif", "plan.sarif")
        assert github.run("check", "--environment", name, *words) == 0, github.said
    assert len(github.labels) == len(set(github.labels)) == 3
    assert github.labels[0] == "lcwsync production: risk: medium"
    assert "the first 500 of 700" in github.checks[0]["output"]["title"]
