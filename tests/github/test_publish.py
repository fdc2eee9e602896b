"""The publishing script against a fake GitHub on loopback: what it writes, edits, ignores and closes."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.github.fake_github import BOT, SCRIPT, GitHub, github

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
