"""GitHub's API, and what a job knows of itself: GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and
GITHUB_EVENT_PATH, as a job has them."""

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ATTEMPTS = 4


def call(method: str, path: str, content: Mapping[str, object] | None = None) -> Any:
    """One call of the repository's API."""
    return send(method, f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}{path}", content)


def pages(path: str) -> Iterator[dict[str, Any]]:
    """Every item of a list."""
    mark, page = "&" if "?" in path else "?", 1
    while items := call("GET", f"{path}{mark}per_page=100&page={page}"):
        yield from items
        if len(items) < 100:
            return
        page += 1


def graphql(query: str, variables: Mapping[str, object]) -> Any:
    """One query. Raises KeyError when it is not answered."""
    url = os.environ.get("GITHUB_GRAPHQL_URL", "https://api.github.com/graphql")
    return send("POST", url, {"query": query, "variables": variables}, safe=True)


def send(method: str, url: str, content: Mapping[str, object] | None = None, *, safe: bool = False) -> Any:
    """One request, repeated while GitHub is busy. What may have been done is not sent again, unless it is `safe`."""
    wait = float(os.environ.get("LCWSYNC_RETRY_SECONDS", "2"))
    for attempt in range(ATTEMPTS):
        request = urllib.request.Request(
            url,
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={
                "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
                "Accept": "application/vnd.github+json",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            again = error.code == 429 or (error.code >= 500 and (method != "POST" or safe))
            if not again or attempt == ATTEMPTS - 1:
                raise
            said = error.headers.get("Retry-After", "")
            time.sleep(min(float(said) if said.isdigit() else wait * 2**attempt, 60))
    raise AssertionError("the last attempt returns or raises")


def event() -> dict[str, Any]:
    """What triggered the job."""
    found = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def pull_request() -> int | None:
    """The number of the pull request that triggered the job, or the run that this job follows."""
    followed = (event().get("workflow_run") or {}).get("pull_requests") or [{}]
    number = (event().get("pull_request") or followed[0]).get("number")
    return number if isinstance(number, int) else None


def head_sha() -> str:
    """The commit of the pull request that was planned."""
    pull, run = event().get("pull_request") or {}, event().get("workflow_run") or {}
    return str((pull.get("head") or {}).get("sha") or run.get("head_sha") or os.environ["GITHUB_SHA"])


def still_at_head(number: int) -> bool:
    """Whether the pull request still has the commit that was planned."""
    return bool(call("GET", f"/pulls/{number}")["head"]["sha"] == head_sha())


def default_branch() -> str:
    """The repository's default branch."""
    return str((event().get("repository") or {}).get("default_branch") or "main")


def run_url() -> str:
    """The address of this run."""
    server, repository = os.environ.get("GITHUB_SERVER_URL", "https://github.com"), os.environ["GITHUB_REPOSITORY"]
    return f"{server}/{repository}/actions/runs/{os.environ.get('GITHUB_RUN_ID', '')}"


def run_link() -> str:
    """A link to this run."""
    return f"[run]({run_url()})"


def output(name: str, value: str) -> None:
    """Make an output of this step; the value is one line."""
    if place := os.environ.get("GITHUB_OUTPUT"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(f"{name}={value}\n")


def stopped(why: str) -> int:
    """Exit code 3, and why."""
    print(f"::error title=lcwsync::{why}")
    return 3
