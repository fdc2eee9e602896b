"""Reads the settings of a GitHub repository. Writes nothing there."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from lcwsync.inspect.protection import UNREAD, Answer
from lcwsync.model.environment import Environment
from lcwsync.values.errors import LcwError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lcwsync.inspect.protection import Protection

_WORKFLOW = "lcwsync-apply.yml"
_INPUT = "unprotected"
_VARIABLE = "UNPROTECTED"
"""What the called workflow makes of the input, for the steps of its jobs."""

_NOT_FOUND = 404
_MOST_BYTES = 5_000_000
_SECONDS = 30
_PAGE = 100
_MOST_PAGES = 50
_ATTEMPTS = 3
_MOST_WAITED = 60.0


def read_repository(
    repository: str, environments: tuple[str, ...], environ: Mapping[str, str]
) -> "tuple[str, dict[str, Answer]]":
    """The default branch, and GitHub's answers for `inspect.repository.examine_repository`.

    `environ`: GITHUB_TOKEN, and GITHUB_API_URL for an Enterprise Server. Raises UsageError without a token or for an
    address that a token must not be sent to, LcwError when GitHub does not show the repository.
    """
    ask = _door(repository, environ)
    about = ask("")
    if not about.read:
        raise LcwError(
            f"{repository}: {about.words}",
            hint="check the name, and that the token may read the repository; nothing was checked",
        )
    branch = str(about.content["default_branch"])
    there = quote(branch, safe="")
    answers = {
        "rules": _listed(ask, f"/rules/branches/{there}"),
        "protection": ask(f"/branches/{there}/protection"),
        "environments": _listed(ask, "/environments", "environments"),
        "actions": ask("/actions/permissions"),
        "workflow": ask("/actions/permissions/workflow"),
        "codeowners": ask("/codeowners/errors"),
        "branch": ask(f"/branches/{there}"),
    }
    rules: list[dict[str, Any]] = answers["rules"].content if answers["rules"].read else []
    for number in {rule["ruleset_id"] for rule in rules if rule.get("ruleset_id")}:
        answers[f"rulesets/{number}"] = ask(f"/rulesets/{number}")
    for name in environments:
        answers[f"policies/{name}"] = ask(f"/environments/{quote(name, safe='')}/deployment-branch-policies")
    return branch, answers


def read_protection(repository: str, environment: str, environ: Mapping[str, str]) -> "Protection | None":
    """What stands before one environment; None for an environment that GitHub does not show.

    A job's token reads all of it with `actions: read`. Raises as `read_repository`, and LcwError when the environment
    cannot be read.
    """
    from lcwsync.inspect.protection import protection_of

    ask = _door(repository, environ)
    about, there = ask(""), f"/environments/{quote(environment, safe='')}"
    found = ask(there)
    if found.status == _NOT_FOUND and about.read:
        return None
    for what, answer in ((repository, about), (f"environment {environment}", found)):
        if not answer.read:
            raise LcwError(f"{what}: {answer.words}", hint="let the token read it (actions: read); nothing was checked")
    branch = str(about.content["default_branch"])
    policies, default = ask(f"{there}/deployment-branch-policies"), ask(f"/branches/{quote(branch, safe='')}")
    return protection_of(found.content, policies, default, branch=branch)


def _listed(ask: "Callable[[str], Answer]", path: str, key: str = "") -> Answer:
    """Every item of a list, which lies under `key` of an object or is the answer itself; the first answer that is none
    of them, for then not everything is known."""
    items: list[Any] = []
    for page in range(1, _MOST_PAGES + 1):
        answer = ask(f"{path}?per_page={_PAGE}&page={page}")
        if not answer.read:
            return answer
        found = answer.content[key] if key else answer.content
        items += found
        if len(found) < _PAGE:
            return Answer(answer.status, {key: items} if key else items)
    return UNREAD


def exempt(environments: Mapping[str, Environment], root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Why each environment needs no protection, by name; empty for one that needs it.

    Git says so in the input `unprotected` of the workflow that applies, which a job has as the variable UNPROTECTED.
    """
    listed = environ.get(_VARIABLE)
    if listed is None:
        listed = _stated(root / ".github" / "workflows" / _WORKFLOW)
    meant = listed.replace(",", " ").split()
    return {
        name: "the sandbox needs no protection"
        if environment.sandbox
        else f"git says in `{_INPUT}` that it needs no protection"
        if name in meant
        else ""
        for name, environment in environments.items()
    }


def _stated(workflow: Path) -> str:
    """The input `unprotected` of a call in a workflow file; empty when none states it, or the file is not there."""
    import yaml

    try:
        content = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return ""
    jobs = content.get("jobs") if isinstance(content, dict) else None
    calls = [job["with"] for job in _mappings(jobs) if isinstance(job.get("with"), dict)]
    return " ".join(str(given.get(_INPUT) or "") for given in calls)


def _mappings(jobs: object) -> list[dict[str, Any]]:
    return [job for job in jobs.values() if isinstance(job, dict)] if isinstance(jobs, dict) else []


def _door(repository: str, environ: Mapping[str, str]) -> "Callable[[str], Answer]":
    token = environ.get("GITHUB_TOKEN", "")
    if not token:
        raise UsageError(
            "GITHUB_TOKEN is not set",
            hint="GITHUB_TOKEN=$(gh auth token) lcwsync doctor --github OWNER/NAME; an admin's token sees everything",
        )
    base = environ.get("GITHUB_API_URL") or "https://api.github.com"
    parts = urlsplit(base)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", "127.0.0.1"):
        raise UsageError("GITHUB_API_URL is not an https address: the token is not sent there")
    root = f"{base}/repos/{quote(repository)}"

    def ask(path: str) -> Answer:
        return _get(f"{root}{path}", token)

    return ask


def _get(url: str, token: str) -> Answer:
    """The answer to one read, which is made again while GitHub is busy."""
    for attempt in range(_ATTEMPTS):
        answer, wait = _once(url, token)
        if wait is None or attempt == _ATTEMPTS - 1:
            break
        time.sleep(min(max(wait, 2.0**attempt), _MOST_WAITED))
    return answer


def _once(url: str, token: str) -> tuple[Answer, float | None]:
    """An answer, and the seconds after which another one may come; None: it is the last word."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, build_opener

    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    request = Request(url, headers=headers)  # noqa: S310 - the caller checked it
    # Unredirected: urllib would carry an ordinary header along to wherever it is sent on.
    request.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        with build_opener().open(request, timeout=_SECONDS) as answer:
            return Answer(answer.status, json.loads(answer.read(_MOST_BYTES))), None
    except HTTPError as error:
        # GitHub limits requests with 429, and with 403 and one of these headers as well.
        said = error.headers.get("Retry-After") or ""
        limited = error.code == 403 and (said or error.headers.get("X-RateLimit-Remaining") == "0")
        busy = limited or error.code == 429 or error.code >= 500
        with error:
            text = error.read(_MOST_BYTES).decode(errors="replace")
        return Answer(error.code, text), (float(said) if said.isdigit() else 0.0) if busy else None
    except (OSError, HTTPException):
        return UNREAD, 0.0
    except ValueError:
        return UNREAD, None
