"""The publishing script against a fake GitHub on loopback: what it writes, edits, ignores and closes."""

from tests.github.fake_github import BOT, GitHub, github

__all__ = ["github"]


def test_there_is_one_comment_per_environment_and_it_is_edited_in_place(github: GitHub) -> None:
    github.comment("production", "d1", "first")
    github.comment("test", "d2", "other")
    github.comment("production", "d3", "second")
    assert len(github.comments) == 2
    assert github.comments[0]["body"].endswith("second")
    assert '"digest": "d3"' in github.comments[0]["body"].splitlines()[0]


def test_a_look_alike_of_another_author_is_left_alone(github: GitHub) -> None:
    github.comment("production", "d1")
    github.comments[0]["user"]["login"] = "mallory"
    github.comment("production", "d2", "mine")
    assert [comment["user"]["login"] for comment in github.comments] == ["mallory", BOT]


def test_a_mark_inside_a_plan_is_not_a_header(github: GitHub) -> None:
    github.add("/issues/7/comments", {"body": 'text\n<!-- lcwsync plan {"environment": "production"} -->'})
    github.comment("production", "d1")
    assert len(github.comments) == 2


def test_only_the_reviewed_and_whole_plan_passes(github: GitHub) -> None:
    github.merged.append({"number": 7, "merged_at": "2026-01-01T00:00:00Z"})
    asked = ("reviewed", "--environment", "production", "--digest", "d1")
    assert github.run(*asked) == 3
    github.comment("production", "d1")
    assert github.run(*asked) == 0
    github.comment("production", "d2")
    assert github.run(*asked) == 3
    github.comment("production", "d1", "text", "--truncated")
    assert github.run(*asked) == 3


def test_drift_is_one_issue_that_is_updated_and_closed(github: GitHub) -> None:
    def drift(there: str, body: str) -> None:
        assert github.run("issue", "--environment", "production", "--body", "body.md", "--drift", there, body=body) == 0

    drift("false", "none")
    assert github.issues == []
    drift("true", "one")
    drift("true", "two")
    assert len(github.issues) == 1
    assert github.issues[0]["body"].endswith("two")
    drift("false", "none")
    assert github.issues[0]["state"] == "closed"
    drift("true", "again")
    assert [issue["state"] for issue in github.issues] == ["closed", "open"]


def test_an_environment_cannot_close_the_header(github: GitHub) -> None:
    github.comment("a --> <b>", "d1")
    first = github.comments[0]["body"].splitlines()[0]
    assert first.count("-->") == 1
    github.comment("a --> <b>", "d2")
    assert len(github.comments) == 1


def test_a_refusal_of_github_is_one_annotation_and_a_failed_step(github: GitHub) -> None:
    github.refuses = True
    assert github.comment("production", "d1") == 1
    assert github.said.startswith("::error title=lcwsync::GitHub answered 403")
    assert github.comments == []


def test_an_unreachable_github_never_counts_as_reviewed(github: GitHub) -> None:
    github.server.shutdown()
    github.server.server_close()
    assert github.run("reviewed", "--environment", "production", "--digest", "d1") == 1
    assert "cannot be reached" in github.said


def test_the_journal_of_the_last_apply_to_the_environment_is_fetched(github: GitHub) -> None:
    github.journals = {
        3: {"journal-sandbox-3-1": "newest\n"},
        2: {"journal-production-2-1": "first\n", "journal-production-2-2": "second\n", "other": "x"},
        1: {"journal-production-1-1": "older\n"},
    }
    assert github.run("journal", "--environment", "production", "--output", "previous.jsonl") == 0
    assert (github.place / "previous.jsonl").read_text(encoding="utf-8") == "first\nsecond\n"
    assert "run 2" in github.said


def test_without_a_journal_nothing_is_written(github: GitHub) -> None:
    assert github.run("journal", "--environment", "production", "--output", "previous.jsonl") == 0
    assert not (github.place / "previous.jsonl").exists()


def test_a_refused_journal_is_an_error_in_plain_words(github: GitHub) -> None:
    github.refuses = True
    assert github.run("journal", "--environment", "production", "--output", "previous.jsonl") == 1
    assert "GitHub answered 403" in github.said
