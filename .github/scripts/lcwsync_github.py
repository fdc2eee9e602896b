"""Publishes what lcwsync rendered: one comment per environment on a pull request, one issue per environment for drift.
Fetches the journal that the last apply left on another runner.

Standard library only. Reads GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_EVENT_PATH, as a job has them.
Comments and issues are known by a hidden first line and by their author, and are edited in place.

    lcwsync_github.py comment  --environment NAME --body FILE --digest HEX [--truncated]
    lcwsync_github.py reviewed --environment NAME --digest HEX
    lcwsync_github.py issue    --environment NAME --body FILE --drift true|false [--kind readiness]
    lcwsync_github.py webhook  --environment NAME --body FILE
    lcwsync_github.py journal  --environment NAME --output FILE
"""

import argparse
import io
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

AUTHOR = os.environ.get("LCWSYNC_COMMENT_AUTHOR", "github-actions[bot]")
MARK = "<!-- lcwsync "
WORKFLOW = "lcwsync-apply.yml"
MOST_BYTES = 50_000_000
TITLES = {"drift": "Drift", "readiness": "People without a pass, and failed runs"}


def main(words: list[str]) -> int:
    """Exit 0 done, 1 when GitHub refuses or is out of reach, 3 when another plan than this, or none, was reviewed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("comment", "reviewed", "issue", "journal", "webhook"):
        verb = verbs.add_parser(name)
        verb.add_argument("--environment", required=True)
        if name in ("comment", "issue", "webhook"):
            verb.add_argument("--body", type=Path, required=True)
        if name in ("comment", "reviewed"):
            verb.add_argument("--digest", required=True)
    verbs.choices["journal"].add_argument("--output", type=Path, required=True)
    verbs.choices["comment"].add_argument("--truncated", action="store_true")
    verbs.choices["issue"].add_argument("--drift", choices=("true", "false"), required=True)
    verbs.choices["issue"].add_argument("--kind", choices=tuple(TITLES), default="drift")
    arguments = parser.parse_args(words)
    try:
        match arguments.verb:
            case "comment":
                return comment(arguments)
            case "reviewed":
                return reviewed(arguments)
            case "journal":
                return journal(arguments)
            case "webhook":
                return webhook(arguments)
            case _:
                return issue(arguments)
    except urllib.error.HTTPError as error:
        why = f"GitHub answered {error.code} for this {arguments.verb}; does the job grant what the token needs?"
    except (KeyError, zipfile.BadZipFile) as error:
        why = f"GitHub's answer is not understood ({type(error).__name__})"
    except OSError as error:
        why = f"GitHub cannot be reached ({type(error).__name__}); run the job again"
    print(f"::error title=lcwsync::{why}")
    return 1


def comment(arguments: argparse.Namespace) -> int:
    """Write the comment of this environment, or edit the one that is there."""
    number = pull_request()
    if number is None:
        print("no pull request: no comment")
        return 0
    header = {"environment": arguments.environment, "digest": arguments.digest, "truncated": arguments.truncated}
    body = marked("plan", header, arguments.body.read_text(encoding="utf-8"))
    mine = own("plan", arguments.environment, pages(f"/issues/{number}/comments"))
    if mine:
        call("PATCH", f"/issues/comments/{mine['id']}", {"body": body})
    else:
        call("POST", f"/issues/{number}/comments", {"body": body})
    return 0


def reviewed(arguments: argparse.Namespace) -> int:
    """Whether the pull request that led to this commit showed exactly this plan, and showed it whole."""
    sha = os.environ["GITHUB_SHA"]
    merged = [pull for pull in pages(f"/commits/{sha}/pulls") if pull.get("merged_at")]
    for pull in merged:
        shown = own("plan", arguments.environment, pages(f"/issues/{pull['number']}/comments"))
        header = head(shown["body"]) if shown else {}
        if header.get("digest") == arguments.digest and not header.get("truncated"):
            print(f"this is the plan that was reviewed in pull request {pull['number']}")
            return 0
    print("::error title=lcwsync::the plan is not the reviewed one: the tenant has changed, or there was no review")
    return 3


def issue(arguments: argparse.Namespace) -> int:
    """Open or update the issue of this environment about drift, or about people; close it when that is over."""
    open_ones = (item for item in pages("/issues?state=open") if "pull_request" not in item)
    mine = own(arguments.kind, arguments.environment, open_ones)
    body = marked(arguments.kind, {"environment": arguments.environment}, arguments.body.read_text(encoding="utf-8"))
    if arguments.drift == "true":
        fields = {"title": f"{TITLES[arguments.kind]} in {arguments.environment}", "body": body}
        if mine:
            call("PATCH", f"/issues/{mine['number']}", fields)
        else:
            call("POST", "/issues", fields)
    elif mine:
        call("PATCH", f"/issues/{mine['number']}", {"body": body, "state": "closed", "state_reason": "completed"})
    return 0


def webhook(arguments: argparse.Namespace) -> int:
    """Post the first line of the report, with a link to this run, to the address in LCWSYNC_WEBHOOK; none is not an
    error. The message is one that Teams and Slack both take."""
    address = os.environ.get("LCWSYNC_WEBHOOK", "")
    if not address:
        print("LCWSYNC_WEBHOOK is empty: nothing is posted")
        return 0
    if not address.startswith(("https://", "http://127.0.0.1:")):
        print("::error title=lcwsync::LCWSYNC_WEBHOOK is not an https address")
        return 1
    first = arguments.body.read_text(encoding="utf-8").partition("\n")[0]
    repository, run = os.environ["GITHUB_REPOSITORY"], os.environ.get("GITHUB_RUN_ID", "")
    text = f"{first} ({os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}/actions/runs/{run})"
    card = {"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": text, "wrap": True}]}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    message = json.dumps({"type": "message", "text": text, "attachments": [attachment]}).encode()
    request = urllib.request.Request(address, data=message, headers={"Content-Type": "application/json"}, method="POST")
    try:
        urllib.request.urlopen(request, timeout=30).close()
    except OSError as error:
        # The address is a secret, and some errors hold it.
        print(f"::error title=lcwsync::the webhook did not take the message ({type(error).__name__})")
        return 1
    return 0


def journal(arguments: argparse.Namespace) -> int:
    """Write the journal of the last apply to this environment; nothing when no run of the last ten left one.

    Only runs of this workflow on this branch count: a pull request could leave an artifact of the same name.
    """
    branch = urllib.parse.quote(os.environ.get("GITHUB_REF_NAME", "main"), safe="")
    listed = call("GET", f"/actions/workflows/{WORKFLOW}/runs?branch={branch}&status=completed&per_page=10")
    earlier = os.environ.get("GITHUB_RUN_ID")  # an earlier attempt of this run
    for run in filter(None, [earlier, *(item["id"] for item in listed["workflow_runs"])]):
        artifacts = call("GET", f"/actions/runs/{run}/artifacts?per_page=100")["artifacts"]
        prefix = f"journal-{arguments.environment}-"
        kept = [item for item in artifacts if item["name"].startswith(prefix) and not item.get("expired")]
        if kept:
            lines = b"".join(unpacked(item["id"]) for item in sorted(kept, key=lambda item: item["created_at"]))
            arguments.output.write_bytes(lines)
            print(f"the journal of run {run} tells what was sent before")
            return 0
    print("no run left a journal")
    return 0


def unpacked(artifact: int) -> bytes:
    """The journal in an artifact. It lies at another host, where the token does not go."""
    url = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/actions/artifacts/{artifact}/zip"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}"})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=30) as answer:
            packed = answer.read(MOST_BYTES)
    except urllib.error.HTTPError as error:
        if error.code not in (302, 307) or not error.headers.get("Location", "").startswith("https://"):
            raise
        with urllib.request.urlopen(error.headers["Location"], timeout=60) as answer:
            packed = answer.read(MOST_BYTES)
    with zipfile.ZipFile(io.BytesIO(packed)) as files, files.open("journal.jsonl") as file:
        return file.read(MOST_BYTES)


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: it would take the token along."""

    def redirect_request(self, *_: object) -> None:
        return None


def marked(kind: str, header: Mapping[str, object], text: str) -> str:
    """The text under a hidden first line that says whose it is. `-->` cannot occur in it: `>` is written escaped."""
    return f"{MARK}{kind} {json.dumps(header, sort_keys=True).replace('>', chr(92) + 'u003e')} -->\n{text}"


def head(body: str | None) -> dict[str, Any]:
    """The header in the hidden first line, or nothing."""
    first = (body or "").split("\n", 1)[0].strip()
    if not first.startswith(MARK) or not first.endswith("-->"):
        return {}
    try:
        found = json.loads(first.removeprefix(MARK).removesuffix("-->").split(" ", 1)[1])
    except (ValueError, IndexError):
        return {}
    return found if isinstance(found, dict) else {}


def own(kind: str, environment: str, items: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
    """The first of our own: by the mark in its first line and by who wrote it."""
    for item in items:
        text = item.get("body") or ""
        ours = text.startswith(f"{MARK}{kind} ") and (item.get("user") or {}).get("login") == AUTHOR
        if ours and head(text).get("environment") == environment:
            return item
    return None


def pull_request() -> int | None:
    """The number of the pull request that triggered the job."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    number = (event.get("pull_request") or {}).get("number")
    return number if isinstance(number, int) else None


def pages(path: str) -> Iterator[dict[str, Any]]:
    """Every item of a list."""
    mark, page = "&" if "?" in path else "?", 1
    while items := call("GET", f"{path}{mark}per_page=100&page={page}"):
        yield from items
        if len(items) < 100:
            return
        page += 1


def call(method: str, path: str, content: Mapping[str, object] | None = None) -> Any:
    """One call of the repository's API."""
    url = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}{path}"
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
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
