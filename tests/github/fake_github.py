"""A GitHub on loopback: issues, comments and merged pull requests of one repository."""

import io
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.commands import ROOT

TEMPLATES = ROOT / "src" / "lcwsync" / "templates" / "repository"
SCRIPT = ROOT / ".github" / "scripts" / "lcwsync_github"
BOT = "github-actions[bot]"
MOST_CHARACTERS = {"body": 65_536, "summary": 65_535, "labels": 50}
"""What GitHub takes of a text; it refuses a longer one."""
SETTINGS = ("/rules", "/branches/", "/environments", "/codeowners", "/actions/permissions")


def protected_repository() -> dict[str, Any]:
    """The settings of a repository, by path, as docs/github.md asks for them."""
    ruleset = json.loads((TEMPLATES / "ruleset.json").read_text(encoding="utf-8"))
    reviewers = {"type": "required_reviewers", "prevent_self_review": True, "reviewers": [{"type": "Team"}]}
    production = {
        "name": "production",
        "can_admins_bypass": False,
        "protection_rules": [reviewers, {"type": "branch_policy"}],
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
    }
    return {
        "": {"default_branch": "main"},
        "/rules/branches/main": [{**rule, "ruleset_id": 5} for rule in ruleset["rules"]],
        "/rulesets/5": {"bypass_actors": ruleset["bypass_actors"]},
        "/environments": {"environments": [production]},
        "/environments/production": production,
        "/environments/production/deployment-branch-policies": {"branch_policies": [{"name": "main"}]},
        "/branches/main": {"protected": True},
        "/actions/permissions": {"enabled": True, "allowed_actions": "selected"},
        "/actions/permissions/workflow": {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": False,
        },
        "/codeowners/errors": {"errors": []},
    }


class GitHub:
    """Issues, comments and merged pull requests of one repository, in memory."""

    def __init__(self, place: Path) -> None:
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.merged: list[dict[str, Any]] = []
        self.journals: dict[int, dict[str, str]] = {}
        """Journals by artifact and run, the newest run first."""
        self.started_by: dict[int, str] = {}
        """The event that started a run of the apply workflow; push when nothing is said."""
        self.refuses = False
        self.busy = 0
        """How many requests are answered with 502 first."""
        self.limits = 0
        """How many requests are refused first since there were too many of them."""
        self.said_of_limits: dict[str, str] = {"Retry-After": "0"}
        """The headers of such a refusal, which has status 403."""
        self.answers: list[bytes] = []
        """What is answered with status 200 first, whatever was asked."""
        self.asked: list[str] = []
        """Method and path of every request."""
        self.may: dict[str, str] = {}
        """The right of a person to the repository, by login: write when nothing is said; empty: it is not told."""
        self.reviews: list[dict[str, Any]] = []
        self.checks: list[dict[str, Any]] = []
        self.labels: list[str] = []
        self.newest = "abc"
        """The newest commit of the default branch."""
        self.compared: dict[str, Any] = {"status": "ahead", "files": [{"filename": "workflows/x.yaml"}]}
        """What the newest commit of the default branch changes since the commit of this run."""
        self.head = "head1"
        """The newest commit of the pull request."""
        self.editor: str | None = None
        """Who edited the comment, as GraphQL tells; empty when the account is gone."""
        self.settings: dict[str, Any] = {}
        """Rules, environments and other settings by path; what is absent is not found."""
        self.may_not_read: set[str] = set()
        self.deployed: list[dict[str, Any]] | None = []
        """The statuses of the deployment that GitHub made for the job; None: it made none."""
        self.other: dict[int, list[dict[str, Any]]] = {}
        """The comments of other open pull requests, by number."""
        self.repeated: list[int] = []
        """The runs of Plan that were repeated; the run of pull request N is N00."""
        self.clock = 0
        self.said = ""
        github = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path.removeprefix("/repos/o/r")
                if path == "/actions/workflows/lcwsync-plan.yml/runs":
                    number = self.path.rpartition("head_sha=head")[2].partition("&")[0]
                    self._answer(200, {"workflow_runs": [{"id": int(number) * 100}]})
                    return
                if path.startswith("/actions/") and not path.startswith("/actions/permissions"):
                    self._send(200, github.actions(path))
                    return
                if path in ("/pulls/7", "/commits/main"):
                    self._answer(200, {"head": {"sha": github.head}, "sha": github.newest})
                    return
                if path.startswith("/compare/"):
                    self._answer(200, github.compared)
                    return
                if path.startswith("/collaborators/"):
                    right = github.may.get(path.split("/")[2], "write")
                    self._answer(200 if right else 403, {"permission": right})
                    return
                if "/teams/" in path:
                    self._answer(200 if path.endswith("/anna") else 404, {"state": "active"})
                    return
                if path in github.may_not_read:
                    self._answer(403, {"message": "Resource not accessible by integration"})
                    return
                if path in github.settings:
                    found = github.settings[path]
                    listed = found if isinstance(found, list) else found.get("environments")
                    if listed is not None:
                        found = self._page(listed)
                        found = found if path != "/environments" else {"environments": found}
                    self._answer(200, found)
                    return
                if not path or path.startswith(SETTINGS):
                    said = "Branch not protected" if path.endswith("/protection") else "Not Found"
                    self._answer(404, {"message": said})
                    return
                if path.startswith("/pulls/") and path != "/pulls/7/reviews":
                    self._answer(200, {})
                    return
                found = {
                    **{f"/issues/{number}/comments": comments for number, comments in github.other.items()},
                    "/pulls": [{"number": n, "head": {"sha": f"head{n}"}} for n in (7, *github.other)],
                    "/deployments": [{"id": 3}] if github.deployed is not None else [],
                    "/pulls/7/reviews": github.reviews,
                    "/issues/7/labels": [{"name": name} for name in github.labels],
                    "/issues/7/comments": github.comments,
                    "/issues": [i for i in github.issues if i["state"] == "open"],
                    "/commits/abc/pulls": github.merged,
                }[path]
                self._answer(200, self._page(found))

            def do_POST(self) -> None:
                content = self._content()
                if self._too_long(content):
                    self._answer(422, {"message": "too long"})
                    return
                self._answer(201, github.add(urlsplit(self.path).path.removeprefix("/repos/o/r"), content))

            def do_DELETE(self) -> None:
                name = unquote(self.path.rpartition("/")[2])
                if name in github.labels:
                    github.labels.remove(name)
                self._answer(200, [])

            def do_PATCH(self) -> None:
                path = urlsplit(self.path).path.removeprefix("/repos/o/r")
                number = int(path.rpartition("/")[2])
                if path.startswith("/check-runs/"):
                    github.checks[number - 1]["output"]["annotations"] += self._content()["output"]["annotations"]
                    self._answer(200, github.checks[number - 1])
                    return
                comments = [*github.comments, *(each for them in github.other.values() for each in them)]
                content = self._content()
                if self._too_long(content):
                    self._answer(422, {"message": "too long"})
                    return
                things = comments if "comments" in path else github.issues
                thing = next(t for t in things if number in (t["id"], t.get("number")))
                thing.update(content, updated_at=github.now())
                self._answer(200, thing)

            def _content(self) -> Any:
                assert self.headers["Authorization"] == "Bearer t"
                size = int(self.headers["Content-Length"] or 0)
                return self._annotations(json.loads(self.rfile.read(size) or b"{}"))

            def _page(self, items: list[Any]) -> list[Any]:
                asked = parse_qs(urlsplit(self.path).query)
                size, page = (int(asked.get(name, [default])[0]) for name, default in (("per_page", 30), ("page", 1)))
                return items[(page - 1) * size : page * size]

            def _too_long(self, content: Any) -> bool:
                texts = [*([content["body"]] if "body" in content else []), *content.get("labels", [])]
                most = MOST_CHARACTERS["labels" if "labels" in content else "body"]
                shown = content.get("output", {}).get("summary", "")
                return any(len(text) > most for text in texts) or len(shown) > MOST_CHARACTERS["summary"]

            def _annotations(self, content: Any) -> Any:
                """GitHub takes fifty in a request, and refuses more."""
                assert len(content.get("output", {}).get("annotations", [])) <= 50
                return content

            def _answer(self, status: int, content: Any) -> None:
                self._send(status, json.dumps(content).encode())

            def _send(self, status: int, text: bytes) -> None:
                self.send_response(403 if github.refuses else status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def parse_request(self) -> bool:
                """Before anything is done: what keeps GitHub from doing it."""
                if not super().parse_request():
                    return False
                github.asked.append(f"{self.command} {urlsplit(self.path).path.removeprefix('/repos/o/r')}")
                if github.answers:
                    self._early(200, github.answers.pop(0), {})
                elif github.busy:
                    github.busy -= 1
                    self._early(502, b"<html>bad gateway</html>", {})
                elif github.limits:
                    github.limits -= 1
                    self._early(403, b"{}", github.said_of_limits)
                else:
                    return True
                return False

            def _early(self, status: int, text: bytes, headers: dict[str, str]) -> None:
                self.rfile.read(int(self.headers["Content-Length"] or 0))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_said: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.place = place
        (place / "event.json").write_text('{"pull_request": {"number": 7, "head": {"sha": "head1"}}}', encoding="utf-8")

    @property
    def environ(self) -> dict[str, str]:
        """What a job of this repository sees."""
        return {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}",
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_TOKEN": "t",
            "GITHUB_GRAPHQL_URL": f"http://127.0.0.1:{self.server.server_port}/graphql",
            "GITHUB_SHA": "abc",
            "GITHUB_OUTPUT": str(self.place / "output"),
            "LCWSYNC_RETRY_SECONDS": "0.01",
            "GITHUB_EVENT_PATH": str(self.place / "event.json"),
        }

    def actions(self, path: str) -> bytes:
        """Runs of the apply workflow, and the journals they left as artifacts."""
        match path.strip("/").split("/"):
            case ["actions", "workflows", "lcwsync-apply.yml", "runs"]:
                runs = [{"id": run, "event": self.started_by.get(run, "push")} for run in self.journals]
                return json.dumps({"workflow_runs": runs}).encode()
            case ["actions", "runs", run, "artifacts"]:
                named = list(self.journals.get(int(run), {}))
                listed = [
                    {"id": int(run) * 10 + at, "name": name, "created_at": f"2026-11-25T12:00:0{at}Z"}
                    for at, name in enumerate(named)
                ]
                return json.dumps({"artifacts": listed}).encode()
            case ["actions", "artifacts", artifact, "zip"]:
                number, at = divmod(int(artifact), 10)
                packed = io.BytesIO()
                with zipfile.ZipFile(packed, "w") as files:
                    files.writestr("journal.jsonl", list(self.journals[number].values())[at])
                return packed.getvalue()
            case _:
                raise KeyError(path)

    def now(self) -> str:
        """A time that is later with each call."""
        self.clock += 1
        return f"2026-01-01T00:{self.clock // 60:02}:{self.clock % 60:02}Z"

    def merge(self, **changes: Any) -> None:
        """The pull request is merged as the commit of this run."""
        pull = {
            "number": 7,
            "merged_at": "2026-01-01T00:00:00Z",
            "merge_commit_sha": "abc",
            "base": {"ref": "main"},
            "head": {"sha": self.head},
            "user": {"login": "zoe"},
        }
        self.merged[:] = [{**pull, **changes}]

    def approve(self, login: str = "anna", **changes: Any) -> None:
        """Somebody approves the newest commit of the pull request."""
        review = {"state": "APPROVED", "user": {"login": login, "type": "User"}, "commit_id": self.head}
        self.reviews.append({**review, "submitted_at": self.now(), **changes})

    def add(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        if path == "/graphql":
            editor = {"login": self.editor} if self.editor else None
            edited = {"lastEditedAt": "x" if self.editor is not None else None, "editor": editor}
            return {"data": {"node": edited}}
        if path == "/deployments/3/statuses":
            assert self.deployed is not None
            self.deployed.append(content)
            return content
        if path == "/check-runs":
            self.checks.append({"id": len(self.checks) + 1, **content})
            return self.checks[-1]
        if path.endswith("/labels"):
            self.labels += content["labels"]
            return content
        if path.endswith("/rerun"):
            self.repeated.append(int(path.split("/")[-2]))
            return content
        others = sum(map(len, self.other.values()))
        made = {
            "id": len(self.comments) + len(self.issues) + others + 1,
            "user": {"login": BOT},
            "state": "open",
            **content,
        }
        made |= {"node_id": f"n{made['id']}", "updated_at": self.now()}
        if "comments" in path:
            made["html_url"] = f"https://github.com/o/r/pull/7#issuecomment-{made['id']}"
            number = int(path.split("/")[2])
            self.other.get(number, self.comments).append(made)
        else:
            made["number"] = made["id"]
            self.issues.append(made)
        return made

    def run(self, *words: str, body: str = "text") -> int:
        (self.place / "body.md").write_text(body, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, SCRIPT, *words], env=self.environ, cwd=self.place, check=False, capture_output=True
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
