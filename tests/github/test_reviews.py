"""Whose approval of which comment counts as the review of a plan, and what of a comment can be trusted."""

import json

import pytest

from tests.github.fake_github import BOT, GitHub, github

__all__ = ["github"]

ASKED = ("reviewed", "--environment", "production", "--digest", "d1")


@pytest.fixture
def approved(github: GitHub) -> GitHub:
    """A pull request whose plan was commented, approved and merged."""
    github.comment("production", "d1")
    github.approve()
    github.merge()
    return github


@pytest.mark.parametrize("right", ["read", "none"])
def test_an_approval_of_somebody_who_may_not_write_counts_for_nothing(approved: GitHub, right: str) -> None:
    approved.may["anna"] = right
    assert approved.run(*ASKED) == 3
    assert "nobody who may write to the repository approved it: 0 of 1 approvals count" in approved.said
    approved.approve("ben")
    assert approved.run(*ASKED) == 0


def test_an_approval_whose_right_github_does_not_tell_is_not_counted(approved: GitHub) -> None:
    approved.may["anna"] = ""
    assert approved.run(*ASKED) == 3
    assert "does not tell whether anna may write to the repository (403)" in approved.said


def test_a_request_for_changes_of_somebody_who_may_not_write_holds_nothing_back(approved: GitHub) -> None:
    approved.approve("stranger", state="CHANGES_REQUESTED")
    approved.may["stranger"] = ""
    assert approved.run(*ASKED) == 3
    approved.may["stranger"] = "read"
    assert approved.run(*ASKED) == 0


def test_an_account_that_is_gone_approved_nothing(approved: GitHub) -> None:
    approved.reviews.clear()
    approved.approve(user=None)
    approved.merge(user=None)
    assert approved.run(*ASKED) == 3


@pytest.mark.parametrize("editor", ["mallory", "github-actions", ""])
def test_a_comment_that_anybody_edited_was_not_reviewed_a_bot_of_another_workflow_included(
    approved: GitHub, editor: str
) -> None:
    approved.editor = editor
    assert approved.run(*ASKED) == 3
    assert f"was edited by {editor or 'somebody who is gone'}" in approved.said


@pytest.mark.parametrize(
    "answer",
    [
        {"data": None, "errors": [{"type": "RATE_LIMITED"}]},
        {"data": {"node": {"lastEditedAt": None}}, "errors": [{"type": "FORBIDDEN"}]},
        {"data": {"node": None}},
        {"data": {"node": {}}},
        {},
        [],
    ],
    ids=str,
)
def test_an_edit_that_github_does_not_tell_of_is_not_none(approved: GitHub, answer: object) -> None:
    # The pull requests of the commit and the comments are read before; this is the third answer.
    pulls, comments = json.dumps(approved.merged).encode(), json.dumps(approved.comments).encode()
    approved.answers = [pulls, comments, json.dumps(answer).encode()]
    assert approved.run(*ASKED) == 1
    assert "run the job again" in approved.said


def test_two_plans_of_an_environment_are_no_review_of_either(approved: GitHub) -> None:
    # Any workflow of any branch writes as the bot: one below may show something harmless.
    approved.add("/issues/7/comments", {**approved.comments[0], "user": {"login": BOT}})
    approved.approve()
    assert approved.run(*ASKED) == 3
    assert "shows 2 plans of production: nobody can tell which of them was reviewed" in approved.said


def test_a_plan_that_stands_beside_the_one_of_this_commit_is_folded(github: GitHub) -> None:
    github.comment("production", "d1")
    github.add("/issues/7/comments", {"body": '<!-- lcwsync plan {"environment": "production"} -->\nforged'})
    before = dict(github.comments[0])
    github.comment("production", "d1")
    assert github.comments[0] == before
    assert github.comments[1]["body"].startswith("<!-- lcwsync outdated ")
    assert "a newer comment is above" in github.comments[1]["body"]


def test_a_plan_of_an_earlier_commit_is_no_review_of_what_was_merged(approved: GitHub) -> None:
    approved.head = "head2"
    approved.approve()
    approved.merge()
    assert approved.run(*ASKED) == 3
    assert "of an earlier commit than the one that was merged" in approved.said


def test_an_approval_of_the_very_second_of_the_comment_cannot_be_of_its_plan(approved: GitHub) -> None:
    approved.reviews[0]["submitted_at"] = approved.comments[0]["updated_at"]
    assert approved.run(*ASKED) == 3
    assert "older than the plan in the comment" in approved.said


def test_the_comment_and_the_approval_are_found_behind_a_hundred_others(github: GitHub) -> None:
    for _ in range(250):
        github.add("/issues/7/comments", {"body": "chatter"})
        github.approve("ben", state="COMMENTED")
    github.comment("production", "d1")
    github.approve()
    github.merge()
    assert github.run(*ASKED) == 0
    github.approve("ben", state="CHANGES_REQUESTED")
    assert github.run(*ASKED) == 3


@pytest.mark.parametrize("folder", ["workflows", "workflows/", "./workflows", "."])
def test_a_folder_is_the_same_however_it_is_written(github: GitHub, folder: str) -> None:
    github.newest = "def"
    for name in ("workflows/x.yaml", "workflows"):
        github.compared = {"status": "ahead", "files": [{"filename": name}]}
        assert github.run("current", "--paths", folder) == 3
    github.compared = {"status": "ahead", "files": [{"filename": "workflows-of-others/x.yaml"}]}
    assert github.run("current", "--paths", folder) == (3 if folder == "." else 0)


def test_of_two_pull_requests_of_a_branch_the_one_into_the_default_branch_is_commented(github: GitHub) -> None:
    pulls = [{"number": 8, "base": {"ref": "scratch"}}, {"number": 7, "base": {"ref": "main"}}]
    event = {"workflow_run": {"head_sha": "head1", "pull_requests": pulls}, "repository": {"default_branch": "main"}}
    (github.place / "event.json").write_text(json.dumps(event), encoding="utf-8")
    assert github.comment("production", "d1") == 0
    assert len(github.comments) == 1


def test_a_journal_that_a_pull_request_left_is_not_taken(github: GitHub) -> None:
    github.journals = {3: {"journal-production-3-1": "planted\n"}, 2: {"journal-production-2-1": "ours\n"}}
    github.started_by[3] = "pull_request"  # of a fork, whose branch is called main as well
    assert github.run("journal", "--environment", "production", "--output", "previous.jsonl") == 0
    assert (github.place / "previous.jsonl").read_text(encoding="utf-8") == "ours\n"


def test_a_merge_that_github_does_not_know_of_yet_is_asked_for_again(approved: GitHub) -> None:
    approved.answers = [b"[]", json.dumps([{**approved.merged[0], "merged_at": None}]).encode()]
    assert approved.run(*ASKED) == 0
    approved.merged.clear()
    assert approved.run(*ASKED) == 3
    assert "no pull request was merged as this commit" in approved.said
