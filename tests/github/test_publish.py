"""The publishing script against a fake GitHub on loopback: what it writes, edits, ignores and closes."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.commands import ROOT

SCRIPT = ROOT / ".github" / "scripts" / "lcwsync_github.py"
BOT = "github-actions[bot]"


class GitHub:
    """Issues, comments and merged pull requests of one repository, in memory."""

    def __init__(self, place: Path) -> None:
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.merged: list[dict[str, Any]] = []
        self.refuses = False
        self.said = ""
        github = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path.removeprefix("/repos/o/r")
                found = {
                    "/issues/7/comments": github.comments,
                    "/issues": [i for i in github.issues if i["state"] == "open"],
                    "/commits/abc/pulls": github.merged,
                }[path]
                first = "page=1" in self.path.rpartition("&")[2]
                self._answer(200, found if first else [])

            def do_POST(self) -> None:
                self._answer(201, github.add(urlsplit(self.path).path.removeprefix("/repos/o/r"), self._content()))

            def do_PATCH(self) -> None:
                path = urlsplit(self.path).path.removeprefix("/repos/o/r")
                number = int(path.rpartition("/")[2])
                things = github.comments if "comments" in path else github.issues
                thing = next(t for t in things if number in (t["id"], t.get("number")))
                thing.update(self._content())
                self._answer(200, thing)

            def _content(self) -> Any:
                assert self.headers["Authorization"] == "Bearer t"
                return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, status: int, content: Any) -> None:
                text = json.dumps(content).encode()
                self.send_response(403 if github.refuses else status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_said: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.place = place
        (place / "event.json").write_text('{"pull_request": {"number": 7}}', encoding="utf-8")

    def add(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        made = {"id": len(self.comments) + len(self.issues) + 1, "user": {"login": BOT}, "state": "open", **content}
        if "comments" in path:
            self.comments.append(made)
        else:
            made["number"] = made["id"]
            self.issues.append(made)
        return made

    def run(self, *words: str, body: str = "text") -> int:
        (self.place / "body.md").write_text(body, encoding="utf-8")
        environ = {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}",
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_TOKEN": "t",
            "GITHUB_SHA": "abc",
            "GITHUB_EVENT_PATH": str(self.place / "event.json"),
        }
        done = subprocess.run(
            [sys.executable, SCRIPT, *words], env=environ, cwd=self.place, check=False, capture_output=True
        )
        assert b"Traceback" not in done.stderr, done.stderr
        self.said = done.stdout.decode()
        return done.returncode

    def comment(self, environment: str, digest: str, body: str = "text", *more: str) -> int:
        return self.run(
            "comment", "--environment", environment, "--digest", digest, "--body", "body.md", *more, body=body
        )


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    made = GitHub(tmp_path)
    yield made
    made.server.shutdown()
    made.server.server_close()


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
