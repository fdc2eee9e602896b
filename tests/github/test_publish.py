"""The publishing script against a fake GitHub on loopback: what it writes, edits, ignores and closes."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.github.fake_github import BOT, SCRIPT, GitHub, github

__all__ = ["github"]


def header(comment: dict[str, object]) -> str:
    return str(comment["body"]).splitlines()[0]


def test_a_new_plan_is_a_new_comment_and_the_old_one_is_folded(github: GitHub) -> None:
    github.comment("production", "d1", "first")
    github.comment("test", "d2", "other")
    github.comment("production", "d3", "second")
    assert len(github.comments) == 3
    assert header(github.comments[0]).startswith("<!-- lcwsync outdated ")
    assert "<details><summary>The plan at head1, out of date</summary>" in github.comments[0]["body"]
    assert '"digest": "d3"' in header(github.comments[2])


def test_the_same_plan_of_the_same_commit_leaves_the_comment_untouched(github: GitHub) -> None:
    github.comment("production", "d1", "first")
    before = dict(github.comments[0])
    github.comment("production", "d1", "first")
    assert github.comments == [before]


def test_a_comment_names_commit_time_and_run(github: GitHub) -> None:
    github.comment("production", "d1", "first")
    last = github.comments[0]["body"].splitlines()[-1]
    assert last.startswith("Commit head1, ")
    assert "/o/r/actions/runs/" in last


def test_a_plan_of_an_older_commit_is_not_written(github: GitHub) -> None:
    github.head = "head2"
    assert github.comment("production", "d1") == 0
    assert github.comments == []


def test_a_look_alike_of_another_author_is_left_alone(github: GitHub) -> None:
    github.comment("production", "d1")
    github.comments[0]["user"]["login"] = "mallory"
    github.comment("production", "d2", "mine")
    assert [comment["user"]["login"] for comment in github.comments] == ["mallory", BOT]


def test_a_mark_inside_a_plan_is_not_a_header(github: GitHub) -> None:
    github.add("/issues/7/comments", {"body": 'text\n<!-- lcwsync plan {"environment": "production"} -->'})
    github.comment("production", "d1")
    assert len(github.comments) == 2


def test_a_plan_that_a_later_commit_did_not_replace_is_folded(github: GitHub) -> None:
    github.comment("production", "d1")
    github.comment("test", "d2")
    assert github.run("fold") == 0
    assert [header(each).split()[2] for each in github.comments] == ["plan", "plan"]

    github.head = "head2"
    assert github.run("fold") == 0  # this run is of head1: the newer commit's own run says what holds
    assert [header(each).split()[2] for each in github.comments] == ["plan", "plan"]
    event = '{"pull_request": {"number": 7, "head": {"sha": "head2"}}}'
    (github.place / "event.json").write_text(event, encoding="utf-8")
    github.comment("test", "d2")
    github.add("/issues/7/comments", {**github.comments[0], "user": {"login": "mallory"}})
    assert github.run("fold") == 0
    assert [header(each).split()[2] for each in github.comments] == ["outdated", "outdated", "plan", "plan"]
    assert "commit head2 has no plan of `production`" in github.comments[0]["body"]


SHARED, MINE, THEIRS = "a" * 12, "b" * 12, "c" * 12


def other_pull(github: GitHub, number: int, *keys: str) -> None:
    """Another open pull request, whose plan touches some objects."""
    github.other[number] = []
    header = json.dumps({"environment": "production", "digest": "d", "objects": keys, "commit": "c"})
    github.add(f"/issues/{number}/comments", {"body": f"<!-- lcwsync plan {header} -->\na plan"})


def test_other_open_pull_requests_on_the_same_objects_are_named_on_both_sides(github: GitHub) -> None:
    other_pull(github, 8, SHARED, THEIRS)
    other_pull(github, 9, THEIRS)
    github.comment("production", "d1", "text", "--objects", f"{SHARED} {MINE}")
    _, named = github.comments
    assert "change the same objects of `production`: #8 (1 in common)." in named["body"]
    assert "#7 (1 in common)" in github.other[8][1]["body"]
    assert len(github.other[9]) == 1

    github.comment("production", "d2", "text", "--objects", MINE)
    assert len(github.comments) == 3
    assert named["body"].endswith("any more.")
    assert github.other[8][1]["body"].endswith(
        "#9 (1 in common). Once one of them is applied, the plan here is out of date, and made anew."
    )


def test_naming_others_leaves_the_reviewed_comment_untouched(github: GitHub) -> None:
    github.comment("production", "d1", "text", "--objects", SHARED)
    before = dict(github.comments[0])
    other_pull(github, 8, SHARED)
    github.comment("production", "d1", "text", "--objects", SHARED)
    assert github.comments[0] == before
    assert "#8" in github.comments[1]["body"]


def test_an_object_that_is_no_digest_is_not_taken_into_the_header(github: GitHub) -> None:
    github.comment("production", "d1", "text", "--objects", f"{SHARED} --> @team")
    assert '"objects": ["aaaaaaaaaaaa"]' in header(github.comments[0])


def test_an_apply_folds_and_repeats_the_plans_of_pull_requests_on_the_same_objects(github: GitHub) -> None:
    github.comment("production", "d1", "text", "--objects", f"{SHARED} {MINE}")
    github.merge()
    other_pull(github, 8, SHARED)
    other_pull(github, 9, THEIRS)
    assert github.run("replan", "--environment", "production") == 0
    assert github.repeated == [800]
    assert header(github.other[8][0]).startswith("<!-- lcwsync outdated ")
    assert "an apply has changed the same objects since" in github.other[8][0]["body"]
    assert header(github.other[9][0]).startswith("<!-- lcwsync plan ")
    assert header(github.comments[0]).startswith("<!-- lcwsync plan ")


def test_an_apply_of_nobody_knows_what_repeats_every_plan(github: GitHub) -> None:
    other_pull(github, 8, SHARED)
    other_pull(github, 9)
    assert github.run("replan", "--environment", "production") == 0
    assert github.repeated == [800, 900]
    github.other.clear()
    assert github.run("replan", "--environment", "test") == 0


ASKED = ("reviewed", "--environment", "production", "--digest", "d1")


@pytest.fixture
def approved(github: GitHub) -> GitHub:
    """A pull request whose plan was commented, approved and merged."""
    github.comment("production", "d1")
    github.approve()
    github.merge()
    return github


def test_the_reviewed_plan_passes(approved: GitHub) -> None:
    assert approved.run(*ASKED) == 0
    assert "reviewed in pull request #7" in approved.said


def broken(github: GitHub, how: str) -> None:
    match how:
        case "no pull request":
            github.merged.clear()
        case "another base":
            github.merge(base={"ref": "scratch"})
        case "another merge commit":
            github.merge(merge_commit_sha="def")
        case "no comment":
            github.comments.clear()
        case "another plan":
            github.comment("production", "d2")
        case "cut":
            github.comments.clear()
            github.comment("production", "d1", "text", "--truncated")
        case "edited":
            github.editor = "mallory"
        case "no approval":
            github.reviews.clear()
        case "own approval":
            github.reviews.clear()
            github.approve("zoe")
        case "a bot's approval":
            github.reviews.clear()
            github.approve(user={"login": "github-actions[bot]", "type": "Bot"})
        case "an earlier commit":
            github.reviews[0]["commit_id"] = "head0"
        case "before the comment":
            github.reviews[0]["submitted_at"] = "2025-12-31T00:00:00Z"
        case "changes asked for":
            github.approve("ben", state="CHANGES_REQUESTED")
        case "taken back":
            github.approve(state="DISMISSED")


REASONS = {
    "no pull request": "no pull request was merged as this commit",
    "another base": "into another branch than main",
    "another merge commit": "no pull request was merged as this commit",
    "no comment": "shows no plan of production",
    "another plan": "the tenant has changed since",
    "cut": "too long for the comment",
    "edited": "was edited by mallory",
    "no approval": "nobody approved it",
    "own approval": "only its author approved it",
    "a bot's approval": "nobody approved it",
    "an earlier commit": "of an earlier commit",
    "before the comment": "older than the plan in the comment",
    "changes asked for": "somebody asked for changes",
    "taken back": "nobody approved it",
}


@pytest.mark.parametrize(("how", "reason"), REASONS.items(), ids=REASONS)
def test_a_review_that_is_none_stops_the_run_in_its_own_words(approved: GitHub, how: str, reason: str) -> None:
    broken(approved, how)
    assert approved.run(*ASKED) == 3
    assert reason in approved.said


def test_the_project_may_ask_for_more_approvals_and_for_a_team(approved: GitHub) -> None:
    assert approved.run(*ASKED, "--approvals", "2") == 3
    assert "1 of 2 approvals count" in approved.said
    approved.approve("ben")
    assert approved.run(*ASKED, "--approvals", "2") == 0
    assert approved.run(*ASKED, "--approvals", "2", "--team", "o/identity") == 3
    assert "does not tell whether ben is in o/identity" in approved.said
    assert approved.run(*ASKED, "--team", "o/identity") == 0


def test_an_old_run_does_not_apply_again(github: GitHub) -> None:
    assert github.run("current") == 0
    github.newest = "def"
    assert github.run("current") == 3
    assert "has a newer commit, def" in github.said


def test_a_newer_commit_that_starts_no_apply_leaves_this_run_its_turn(github: GitHub) -> None:
    github.newest = "def"
    asked = ("current", "--paths", "workflows")
    assert github.run(*asked) == 3
    github.compared = {"status": "ahead", "files": [{"filename": "docs/x.md"}]}
    assert github.run(*asked) == 0
    assert github.run("current") == 3
    moved = {"filename": "docs/x.yaml", "previous_filename": "workflows/x.yaml"}
    for compared in (
        {"status": "ahead", "files": [moved]},
        {"status": "diverged", "files": []},
        {"status": "ahead", "files": [{"filename": f"docs/{n}.md"} for n in range(300)]},
    ):
        github.compared = compared
        assert github.run(*asked) == 3


LISTED = [{"name": "sandbox", "sandbox": True}, {"name": "test", "sandbox": False}, {"name": "prod", "sandbox": False}]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--which", "tenants"], ["test", "prod"]),
        (["--which", "sandboxes"], ["sandbox"]),
        (["--which", "all"], ["sandbox", "test", "prod"]),
        (["--which", "tenants", "--environment", "prod"], ["prod"]),
    ],
)
def test_the_matrix_has_the_environments_of_the_project_file(
    github: GitHub, words: list[str], names: list[str]
) -> None:
    body = json.dumps({"environments": LISTED})
    assert github.run("matrix", "--body", "body.md", *words, body=body) == 0
    assert (github.place / "output").read_text(encoding="utf-8") == f"environments={json.dumps(names)}\n"


def test_an_environment_that_the_project_file_does_not_list_is_an_error(github: GitHub) -> None:
    body = json.dumps({"environments": LISTED})
    assert github.run("matrix", "--body", "body.md", "--which", "tenants", "--environment", "sandbox", body=body) == 1
    assert "lists no environment sandbox, but test, prod" in github.said
    assert not (github.place / "output").exists()


def test_a_busy_github_is_asked_again_and_a_comment_is_not_sent_twice(github: GitHub) -> None:
    github.busy = 2
    assert github.run("current") == 0
    github.merge()
    github.approve()
    github.busy = 9
    assert github.run("current") == 1
    assert "502" in github.said
    assert "run the job again" in github.said


@pytest.mark.parametrize(
    ("code", "risk", "conclusion", "word"),
    [
        ("0", "none", "success", "risk: none"),
        ("0", "high", "neutral", "risk: high"),
        ("4", "high", "failure", "refused"),
        ("1", "none", "failure", "does not plan"),
    ],
)
def test_each_environment_has_a_check_run_and_one_label(
    github: GitHub, code: str, risk: str, conclusion: str, word: str
) -> None:
    github.labels = ["bug", "lcwsync production: risk: low"]
    done = github.run("check", "--environment", "production", "--body", "body.md", "--code", code, "--risk", risk)
    assert done == 0
    (made,) = github.checks
    assert (made["name"], made["head_sha"]) == ("lcwsync plan (production)", "head1")
    assert (made["conclusion"], made["output"]["title"]) == (conclusion, word)
    assert github.labels == ["bug", f"lcwsync production: {word}"]


def sarif(*results: dict[str, object]) -> str:
    return json.dumps({"version": "2.1.0", "runs": [{"results": list(results)}]})


def result(
    line: int = 3, level: str = "warning", uri: str = "workflows/a%20b.yaml", text: object = "x"
) -> dict[str, object]:
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
    return {
        "ruleId": "RISK-CC",
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def checked(github: GitHub, found: str) -> list[dict[str, object]]:
    (github.place / "plan.sarif").write_text(found, encoding="utf-8")
    words = ("--code", "0", "--risk", "none", "--sarif", "plan.sarif")
    assert github.run("check", "--environment", "production", "--body", "body.md", *words) == 0
    return list(github.checks[-1]["output"]["annotations"])


def test_a_check_run_is_annotated_at_the_place_in_the_file_the_gravest_first(github: GitHub) -> None:
    notes = checked(github, sarif(result(5), result(7, "error", text="cc \\[a\\](b)"), result(level="note")))
    assert [note["annotation_level"] for note in notes] == ["failure", "warning", "notice"]
    assert notes[0] == {
        "path": "workflows/a b.yaml",
        "start_line": 7,
        "end_line": 7,
        "annotation_level": "failure",
        "title": "RISK-CC",
        "message": "cc [a](b)",
    }


def test_annotations_are_sent_in_requests_of_fifty_and_the_rest_is_counted(github: GitHub) -> None:
    assert [note["start_line"] for note in checked(github, sarif(*map(result, range(1, 121))))] == list(range(1, 121))
    assert len(checked(github, sarif(*map(result, range(1, 620))))) == 500
    assert github.checks[-1]["output"]["title"] == "risk: none (the first 500 of 619 places are annotated)"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", sarif({"ruleId": 1}), sarif(result(level="none")), sarif(result(text=1))]
)
def test_findings_that_are_no_sarif_cost_the_annotations_and_not_the_check(github: GitHub, text: str) -> None:
    assert checked(github, text) == []
    assert "not understood" in github.said


@pytest.mark.parametrize("uri", ["file:///etc/passwd", "/etc/passwd", "../x.yaml", "%2e%2e/x.yaml"])
def test_a_place_outside_of_the_repository_is_not_annotated(github: GitHub, uri: str) -> None:
    assert checked(github, sarif(result(uri=uri))) == []


def test_the_outcome_comes_back_to_the_pull_request(github: GitHub) -> None:
    github.merge()
    assert github.run("outcome", "--environment", "production", "--body", "body.md", body="Applied 1 of 1") == 0
    assert "Applied 1 of 1" in github.comments[0]["body"]
    assert (github.place / "output").read_text(encoding="utf-8") == f"url={github.comments[0]['html_url']}\n"


@pytest.mark.parametrize(
    ("status", "state"), [("success", "success"), ("failure", "failure"), ("cancelled", "failure")]
)
def test_the_outcome_comes_to_the_deployment_with_a_link(github: GitHub, status: str, state: str) -> None:
    words = ("--environment", "production", "--body", "body.md", "--status", status)
    assert github.run("outcome", *words, body="**Applied** 1 of 1 to `production`" + "x" * 200 + "\nmore") == 0
    assert github.deployed
    (told,) = github.deployed
    assert told["state"] == state
    assert told["description"].startswith("Applied 1 of 1 to production")
    assert len(told["description"]) == 140
    assert "/o/r/actions/runs/" in told["log_url"]
    github.deployed = None
    assert github.run("outcome", *words) == 0


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


def test_drift_and_readiness_have_an_issue_each(github: GitHub) -> None:
    for kind in ("drift", "readiness", "readiness"):
        words = ("issue", "--environment", "production", "--body", "body.md", "--drift", "true", "--kind", kind)
        assert github.run(*words) == 0
    assert [issue["title"].partition(" in ")[0] for issue in github.issues] == [
        "Drift",
        "People without a pass, and failed runs",
    ]


def test_a_webhook_is_told_the_first_line_and_where_to_look(github: GitHub, tmp_path: Path) -> None:
    told: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "body.md").write_text("**prod** · 3 people\n\n- Z… N…\n", encoding="utf-8")
        address = f"http://127.0.0.1:{server.server_port}/hook"
        assert webhook(github, tmp_path, address).returncode == 0
        server.shutdown()
    (message,) = told
    assert message["type"] == "message"
    assert message["text"] == "**prod** · 3 people (https://github.com/o/r/actions/runs/5)"


def test_a_webhook_that_fails_never_prints_its_address(github: GitHub, tmp_path: Path) -> None:
    (tmp_path / "body.md").write_text("text", encoding="utf-8")
    assert webhook(github, tmp_path, "").returncode == 0
    for address in ("http://contoso.example/secret", "http://127.0.0.1:1/secret"):
        done = webhook(github, tmp_path, address)
        assert done.returncode == 1
        assert b"secret" not in done.stdout + done.stderr


def webhook(github: GitHub, place: Path, address: str) -> "subprocess.CompletedProcess[bytes]":
    words = ("webhook", "--environment", "production", "--body", "body.md")
    environ = {**github.environ, "LCWSYNC_WEBHOOK": address, "GITHUB_RUN_ID": "5", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, SCRIPT, *words], env=environ, cwd=place, check=False, capture_output=True)


def test_an_environment_cannot_close_the_header(github: GitHub) -> None:
    github.comment("a --> <b>", "d1")
    first = github.comments[0]["body"].splitlines()[0]
    assert first.count("-->") == 1
    github.comment("a --> <b>", "d2")
    assert header(github.comments[0]).startswith("<!-- lcwsync outdated ")


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
