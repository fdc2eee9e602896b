"""What came of a run: on the pull request, the deployment, an issue, a webhook; and the journal of the last apply."""

import argparse
import io
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
import zipfile

from checks import MOST_BYTES
from github_api import call, output, pages, patiently, run_link, run_url, text_of
from marks import marked, own

TITLES = {"drift": "Drift", "stopped": "Apply stopped", "readiness": "People without a pass, and failed runs"}
WORKFLOW = "lcwsync-apply.yml"
STARTED_BY = ("push", "workflow_dispatch")
MOST_RUNS = 10
MOST_DESCRIBED = 140  # characters of a deployment's description


def outcome(arguments: argparse.Namespace) -> int:
    """Write the outcome of an apply to the pull request that this commit merges, and to the deployment that GitHub made
    for this job. A missing one is not an error. The output `url` leads to the comment, or else to this run."""
    sha, text = os.environ["GITHUB_SHA"], text_of(arguments.body)
    body = marked("outcome", {"environment": arguments.environment}, text, f"\n\n{run_link()}\n")
    url = run_url()
    for pull in pages(f"/commits/{sha}/pulls"):
        if pull.get("merge_commit_sha") == sha:
            made = call("POST", f"/issues/{pull['number']}/comments", {"body": body})
            url = made.get("html_url") or url
    output("url", url)
    # By its commit, for another run may be waiting for the same environment.
    asked = {"sha": sha, "environment": arguments.environment, "per_page": 1}
    for deployment in call("GET", f"/deployments?{urllib.parse.urlencode(asked)}"):
        state = "success" if arguments.status == "success" else "failure"
        status = {"state": state, "description": plain(text)[:MOST_DESCRIBED], "log_url": run_url()}
        call("POST", f"/deployments/{deployment['id']}/statuses", {**status, "environment_url": url})
    return 0


def issue(arguments: argparse.Namespace) -> int:
    """Open or update the issue of this environment about drift, or about people; close it when that is over."""
    open_ones = (item for item in pages("/issues?state=open") if "pull_request" not in item)
    mine = own(arguments.kind, arguments.environment, open_ones)
    body = marked(arguments.kind, {"environment": arguments.environment}, text_of(arguments.body))
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
    first = text_of(arguments.body).partition("\n")[0]
    text = f"{first} ({run_url()})"
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

    Only runs of this workflow that the default branch started count: a pull request, also of a fork whose branch has
    the same name, could start one of its own and leave an artifact of the same name.
    """
    branch = urllib.parse.quote(os.environ.get("GITHUB_REF_NAME", "main"), safe="")
    listed = call("GET", f"/actions/workflows/{WORKFLOW}/runs?branch={branch}&status=completed&per_page=100")
    earlier = os.environ.get("GITHUB_RUN_ID")  # an earlier attempt of this run
    runs = [item["id"] for item in listed["workflow_runs"] if item.get("event", "push") in STARTED_BY]
    for run in filter(None, [earlier, *runs[:MOST_RUNS]]):
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


def plain(markdown: str) -> str:
    """The first line, without the marks of markdown."""
    return re.sub(r"[*`]", "", markdown.strip().partition("\n")[0])


def unpacked(artifact: int) -> bytes:
    """The journal in an artifact. It lies at another host, where the token does not go."""
    url = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/actions/artifacts/{artifact}/zip"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}"})

    def once() -> bytes:
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=30) as answer:
                return bytes(answer.read(MOST_BYTES))
        except urllib.error.HTTPError as error:
            if error.code not in (302, 307) or not error.headers.get("Location", "").startswith("https://"):
                raise
            with urllib.request.urlopen(error.headers["Location"], timeout=60) as answer:
                return bytes(answer.read(MOST_BYTES))

    packed = patiently(once, repeatable=True)
    with zipfile.ZipFile(io.BytesIO(packed)) as files, files.open("journal.jsonl") as file:
        return file.read(MOST_BYTES)


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: it would take the token along."""

    def redirect_request(self, *_: object) -> None:
        return None
