"""GitHub's API, and what a job knows of itself: GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and
GITHUB_EVENT_PATH, as a job has them."""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from pathlib import Path
from typing import Any

ATTEMPTS = 4


class Trouble(Exception):  # noqa: N818 - the word for it
    """What ends a verb with exit code 1, in words for the log."""


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
    """The data that a query asks for. Raises Trouble when it is not answered: GitHub tells errors with status 200."""
    url = os.environ.get("GITHUB_GRAPHQL_URL", "https://api.github.com/graphql")
    answer = send("POST", url, {"query": query, "variables": variables}, safe=True)
    if not isinstance(answer, dict) or answer.get("errors") or not isinstance(answer.get("data"), dict):
        raise Trouble("GitHub did not answer a query; run the job again")
    return answer["data"]


def send(method: str, url: str, content: Mapping[str, object] | None = None, *, safe: bool = False) -> Any:
    """One request, repeated while GitHub is busy. What may have been done is not sent again, unless it is `safe`."""
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

    def once() -> bytes:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())

    text = patiently(once, repeatable=safe or method != "POST")
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise Trouble("GitHub's answer is no JSON; does something in between answer in its place?") from None


def patiently(once: Callable[[], bytes], *, repeatable: bool) -> bytes:
    """What a request gives, asked for again while GitHub is busy. One that is not `repeatable` is sent again only when
    GitHub refused it, and never when it may have been carried out."""
    for attempt in range(ATTEMPTS):
        last = attempt == ATTEMPTS - 1
        try:
            return once()
        except urllib.error.HTTPError as error:
            if last or not (limited(error) or (error.code >= 500 and repeatable)):
                raise
            time.sleep(pause(attempt, error.headers))
        except (OSError, http.client.HTTPException):
            if last or not repeatable:
                raise
            time.sleep(pause(attempt, Message()))
    raise AssertionError("the last attempt returns or raises")


def limited(error: urllib.error.HTTPError) -> bool:
    """Whether GitHub refused a request because there were too many. It says so with 429, and with 403 as well:
    https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"""
    told = error.headers.get("Retry-After") or error.headers.get("X-RateLimit-Remaining") == "0"
    return error.code == 429 or (error.code == 403 and bool(told))


def pause(attempt: int, headers: Message) -> float:
    """Seconds until the next attempt: as long as GitHub says, a minute at most."""
    said, reset = headers.get("Retry-After") or "", headers.get("X-RateLimit-Reset") or ""
    seconds = float(os.environ.get("LCWSYNC_RETRY_SECONDS", "2")) * 2.0**attempt
    if said.isdigit():
        seconds = float(said)
    elif headers.get("X-RateLimit-Remaining") == "0" and reset.isdigit():
        seconds = max(0.0, float(reset) - time.time())
    return min(seconds, 60)


def event() -> dict[str, Any]:
    """What triggered the job."""
    found = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def pull_request() -> int | None:
    """The number of the pull request that triggered the job, or the run that this job follows."""
    followed = (event().get("workflow_run") or {}).get("pull_requests") or [{}]
    # One branch may be in several: the one into the default branch is what an apply follows.
    followed = sorted(followed, key=lambda each: (each.get("base") or {}).get("ref") != default_branch())
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


def text_of(path: Path) -> str:
    """The text of a file that a step before this one left. Whatever bytes it holds, the rest of it is told."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Trouble(f"{path} cannot be read ({error.strerror}): the step before left none") from None


def output(name: str, value: str) -> None:
    """Make an output of this step; the value is one line."""
    if place := os.environ.get("GITHUB_OUTPUT"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(f"{name}={value}\n")


def stopped(why: str) -> int:
    """Exit code 3, and why."""
    print(f"::error title=lcwsync::{why}")
    return 3
