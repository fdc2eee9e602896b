"""Publishes what lcwsync rendered: one comment per environment on a pull request, one issue per environment for drift.
Says whether a plan was reviewed, and fetches the journal that the last apply left on another runner.

Standard library only. Reads GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_EVENT_PATH,
as a job has them. Comments and issues are known by a hidden first line and by their author. A comment whose plan is out
of date is folded, and a new one written.

    lcwsync_github.py matrix   --body FILE --which tenants|sandboxes|all [--environment NAME]
    lcwsync_github.py comment  --environment NAME --body FILE --digest HEX [--truncated] [--objects "KEY KEY"]
    lcwsync_github.py fold
    lcwsync_github.py check    --environment NAME --body FILE --code N --risk RATING [--sarif FILE]
    lcwsync_github.py reviewed --environment NAME [--digest HEX] [--approvals N] [--team ORG/TEAM]
    lcwsync_github.py current [--paths FOLDER]
    lcwsync_github.py outcome  --environment NAME --body FILE [--status success]
    lcwsync_github.py replan   --environment NAME
    lcwsync_github.py issue    --environment NAME --body FILE --drift true|false [--kind readiness]
    lcwsync_github.py webhook  --environment NAME --body FILE
    lcwsync_github.py journal  --environment NAME --output FILE
"""

import argparse
import io
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

AUTHOR = os.environ.get("LCWSYNC_COMMENT_AUTHOR", "github-actions[bot]")
MARK = "<!-- lcwsync "
WORKFLOW = "lcwsync-apply.yml"
PLAN_WORKFLOW = "lcwsync-plan.yml"
MOST_PULLS = 100
MOST_BYTES = 50_000_000
MOST_CHARACTERS = 60_000
MOST_ANNOTATIONS = 500
ANNOTATIONS_A_REQUEST = 50
LEVELS = {"error": "failure", "warning": "warning", "note": "notice"}
MOST_DESCRIBED = 140  # characters of a deployment's description
MOST_COMPARED = 300  # files that GitHub lists of a comparison
ATTEMPTS = 4
TITLES = {"drift": "Drift", "stopped": "Apply stopped", "readiness": "People without a pass, and failed runs"}


def main(words: list[str]) -> int:
    """Exit 0 done, 1 when GitHub refuses or is out of reach, 3 when another plan than this, or none, was reviewed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("current").add_argument("--paths", default="")
    verbs.add_parser("fold")
    listed = verbs.add_parser("matrix")
    listed.add_argument("--body", type=Path, required=True)
    listed.add_argument("--which", choices=("tenants", "sandboxes", "all"), required=True)
    listed.add_argument("--environment", default="")
    for name in ("comment", "check", "reviewed", "outcome", "replan", "issue", "journal", "webhook"):
        verb = verbs.add_parser(name)
        verb.add_argument("--environment", required=True)
        if name in ("comment", "check", "outcome", "issue", "webhook"):
            verb.add_argument("--body", type=Path, required=True)
    verbs.choices["comment"].add_argument("--digest", required=True)
    verbs.choices["comment"].add_argument("--objects", default="")
    verbs.choices["check"].add_argument("--code", type=int, required=True)
    verbs.choices["check"].add_argument("--risk", required=True)
    verbs.choices["check"].add_argument("--sarif", type=Path)
    verbs.choices["reviewed"].add_argument("--digest", default="")
    verbs.choices["reviewed"].add_argument("--approvals", type=int, default=1)
    verbs.choices["reviewed"].add_argument("--team", default="")
    verbs.choices["outcome"].add_argument("--status", default="")
    verbs.choices["journal"].add_argument("--output", type=Path, required=True)
    verbs.choices["comment"].add_argument("--truncated", action="store_true")
    verbs.choices["issue"].add_argument("--drift", choices=("true", "false"), required=True)
    verbs.choices["issue"].add_argument("--kind", choices=tuple(TITLES), default="drift")
    arguments = parser.parse_args(words)
    try:
        match arguments.verb:
            case "comment":
                return comment(arguments)
            case "check":
                return check(arguments)
            case "reviewed":
                return reviewed(arguments)
            case "current":
                return current(arguments)
            case "fold":
                return fold_unplanned()
            case "matrix":
                return matrix(arguments)
            case "outcome":
                return outcome(arguments)
            case "replan":
                return replan(arguments)
            case "journal":
                return journal(arguments)
            case "webhook":
                return webhook(arguments)
            case _:
                return issue(arguments)
    except urllib.error.HTTPError as error:
        why = f"GitHub answered {error.code} for this {arguments.verb}; {_next_step(error.code)}"
    except (KeyError, zipfile.BadZipFile) as error:
        why = f"GitHub's answer is not understood ({type(error).__name__})"
    except OSError as error:
        why = f"GitHub cannot be reached ({type(error).__name__}); run the job again"
    print(f"::error title=lcwsync::{why}")
    return 1


def _next_step(code: int) -> str:
    if code == 422:
        return "it refused the content"
    if code == 429 or code >= 500:
        return "run the job again"
    return "does the job grant what the token needs?"


def comment(arguments: argparse.Namespace) -> int:
    """Write the comment of this environment. One that shows another plan is folded; one that shows this stays."""
    number = pull_request()
    if number is None:
        print("no pull request: no comment")
        return 0
    if not still_at_head(number):
        print("the pull request has a newer commit: no comment")
        return 0
    commit = head_sha()
    header = {
        "environment": arguments.environment,
        "digest": arguments.digest,
        "truncated": arguments.truncated,
        "commit": commit,
        "objects": sorted(key for key in set(arguments.objects.split()) if re.fullmatch("[0-9a-f]{12}", key)),
    }
    text = arguments.body.read_text(encoding="utf-8")
    mine = own("plan", arguments.environment, pages(f"/issues/{number}/comments"))
    if mine and head(mine["body"]) == header:
        print("the comment shows this plan of this commit: it stays as it is, so that approvals of it hold")
        name_others(arguments.environment, number)
        return 0
    if mine:
        fold(mine, "a newer comment is below")
    stamp = f"\n\nCommit {commit[:10]}, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {run_link()}\n"
    call("POST", f"/issues/{number}/comments", {"body": marked("plan", header, text + stamp)})
    name_others(arguments.environment, number)
    return 0


def fold(shown: Mapping[str, Any], why: str) -> None:
    """Fold a comment with a plan: it counts as reviewed no longer."""
    header, _, old = shown["body"].partition("\n")
    summary = f"<summary>The plan at {str(head(header).get('commit', ''))[:10]}, out of date</summary>"
    folded = f"Out of date: {why}.\n\n<details>{summary}\n\n{old}\n\n</details>"
    body = marked("outdated", {"environment": head(header).get("environment")}, folded[:MOST_CHARACTERS])
    call("PATCH", f"/issues/comments/{shown['id']}", {"body": body})


def fold_unplanned() -> int:
    """Fold every plan of an earlier commit that this run did not replace: its environment left the project file,
    or the project file cannot be read. It must not stand there as if it were this commit's."""
    number = pull_request()
    if number is None or not still_at_head(number):
        return 0
    commit = head_sha()
    for item in list(pages(f"/issues/{number}/comments")):
        header = head(item.get("body"))
        name = header.get("environment")
        if isinstance(name, str) and own("plan", name, iter([item])) and header.get("commit") != commit:
            fold(item, f"commit {commit[:10]} has no plan of `{name}`; {run_link()}")
    return 0


def open_plans(environment: str) -> dict[int, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The open pull requests, newest first and a hundred at most, each with all its comments."""
    found = call("GET", f"/pulls?state=open&sort=updated&direction=desc&per_page={MOST_PULLS}")
    pulls = {pull["number"]: (pull, list(pages(f"/issues/{pull['number']}/comments"))) for pull in found}
    return {number: each for number, each in pulls.items() if own("plan", environment, iter(each[1]))}


def touched(comments: Iterable[dict[str, Any]], environment: str) -> set[str]:
    """Digests of the objects that the plan of a pull request touches."""
    shown = own("plan", environment, iter(comments))
    keys = head(shown["body"]).get("objects") if shown else None
    return {key for key in keys if isinstance(key, str)} if isinstance(keys, list) else set()


def name_others(environment: str, number: int) -> None:
    """Keep one comment on this pull request that names the others that touch the same objects, and on each of those."""
    plans = open_plans(environment)
    keys = {each: touched(comments, environment) for each, (_, comments) in plans.items()}
    for each, (_, comments) in plans.items():
        others = {other: len(keys[each] & keys[other]) for other in plans if other != each}
        named = [f"#{other} ({count} in common)" for other, count in sorted(others.items()) if count]
        there = own("others", environment, iter(comments))
        if number != each and not others.get(number) and not there:
            continue
        text = f"No other open pull request changes the same objects of `{environment}` any more."
        if named:
            text = (
                f"Other open pull requests change the same objects of `{environment}`: {', '.join(named)}. Once one "
                "of them is applied, the plan here is out of date, and made anew."
            )
        body = marked("others", {"environment": environment}, text)
        if there and there["body"] != body:
            call("PATCH", f"/issues/comments/{there['id']}", {"body": body})
        elif named and not there:
            call("POST", f"/issues/{each}/comments", {"body": body})


def replan(arguments: argparse.Namespace) -> int:
    """Have the plans of other open pull requests made anew that touch what this commit's pull request touched, and
    fold those that they show until then. Every one, when no pull request shows what that was."""
    sha, environment = os.environ["GITHUB_SHA"], arguments.environment
    merged = [pull["number"] for pull in pages(f"/commits/{sha}/pulls") if pull.get("merge_commit_sha") == sha]
    changed = {key for number in merged for key in touched(pages(f"/issues/{number}/comments"), environment)}
    for number, (pull, comments) in open_plans(environment).items():
        keys = touched(comments, environment)
        if number in merged or (changed and keys and not changed & keys):
            continue
        if shown := own("plan", environment, iter(comments)):
            fold(shown, "an apply has changed the same objects since; a new plan follows, or run Plan again")
        # Asking for it makes GitHub merge it with the default branch anew, which is what Plan then looks at.
        call("GET", f"/pulls/{number}")
        asked = urllib.parse.urlencode({"event": "pull_request", "head_sha": pull["head"]["sha"], "per_page": 1})
        runs = call("GET", f"/actions/workflows/{PLAN_WORKFLOW}/runs?{asked}")["workflow_runs"]
        try:
            for run in runs:
                call("POST", f"/actions/runs/{run['id']}/rerun")
                print(f"pull request {number} is planned anew")
        except urllib.error.HTTPError as error:
            # A run that has not ended, or one of more than 30 days ago.
            print(f"::warning title=lcwsync::GitHub does not repeat Plan of pull request {number} ({error.code})")
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Set the check run of this environment, with an annotation at each place, and the pull request's label: failed,
    risky, or fine."""
    code, risk = arguments.code, arguments.risk
    word = {0: f"risk: {risk}", 4: "refused"}.get(code, "does not plan")
    conclusion = "failure" if code else "neutral" if risk == "high" else "success"
    text = arguments.body.read_text(encoding="utf-8")[:MOST_CHARACTERS]
    content = {
        "name": f"lcwsync plan ({arguments.environment})",
        "head_sha": head_sha(),
        "status": "completed",
        "conclusion": conclusion,
    }
    notes = annotations(arguments.sarif)
    if len(notes) > MOST_ANNOTATIONS:
        word += f" (the first {MOST_ANNOTATIONS} of {len(notes)} places are annotated)"
        notes = notes[:MOST_ANNOTATIONS]
    parts = [notes[at : at + ANNOTATIONS_A_REQUEST] for at in range(0, len(notes), ANNOTATIONS_A_REQUEST)] or [[]]
    shown = {"title": word, "summary": text}
    made = call("POST", "/check-runs", {**content, "output": {**shown, "annotations": parts[0]}})
    for part in parts[1:]:  # each request adds to what is there
        call("PATCH", f"/check-runs/{made['id']}", {"output": {**shown, "annotations": part}})
    number = pull_request()
    if number is not None:
        prefix = f"lcwsync {arguments.environment}: "
        wanted = prefix + word
        there = [item["name"] for item in pages(f"/issues/{number}/labels")]
        for name in there:
            if name.startswith(prefix) and name != wanted:
                call("DELETE", f"/issues/{number}/labels/{urllib.parse.quote(name, safe='')}")
        if wanted not in there:
            call("POST", f"/issues/{number}/labels", {"labels": [wanted]})
    return 0


def annotations(sarif: Path | None) -> list[dict[str, Any]]:
    """What SARIF says of places in this repository, the gravest first. It was made by the branch's code: a file that
    is not SARIF has nothing to say."""
    if sarif is None or not sarif.is_file() or sarif.stat().st_size > MOST_BYTES:
        return []
    try:
        results = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"]
        made = [note for result in results if (note := annotation(result))]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        print("::warning title=lcwsync::the findings of the plan are not understood: no annotations")
        return []
    return sorted(made, key=lambda note: list(LEVELS.values()).index(note["annotation_level"]))


def annotation(result: Mapping[str, Any]) -> dict[str, Any]:
    """One result as an annotation of a check run; nothing for a place outside of the repository."""
    place = result["locations"][0]["physicalLocation"]
    path = urllib.parse.unquote(place["artifactLocation"]["uri"])
    if path.startswith(("/", "file:")) or ".." in path.split("/"):
        return {}
    line = int((place.get("region") or {}).get("startLine", 1))
    # SARIF writes brackets escaped where they would make a link; an annotation is plain text.
    said = re.sub(r"\\([\\\[\]])", r"\1", result["message"]["text"])
    return {
        "path": path,
        "start_line": line,
        "end_line": line,
        "annotation_level": LEVELS[result["level"]],
        "title": result["ruleId"][:200],
        "message": said[:MOST_CHARACTERS],
    }


def reviewed(arguments: argparse.Namespace) -> int:
    """Whether the pull request that this commit merges showed exactly this plan, whole, and somebody else approved it.

    The digest of the reviewed plan becomes an output of the step.
    """
    sha, branch = os.environ["GITHUB_SHA"], default_branch()
    merged = [pull for pull in pages(f"/commits/{sha}/pulls") if pull.get("merged_at")]
    mine = [pull for pull in merged if pull.get("merge_commit_sha") == sha]
    if not mine:
        return stopped("no pull request was merged as this commit: there was no review of it")
    pull = mine[0]
    if pull["base"]["ref"] != branch:
        return stopped(f"pull request {pull['number']} was merged into another branch than {branch}")
    shown = own("plan", arguments.environment, pages(f"/issues/{pull['number']}/comments"))
    header = head(shown["body"]) if shown else {}
    if not shown or not header.get("digest"):
        return stopped(f"pull request {pull['number']} shows no plan of {arguments.environment}")
    if header.get("truncated"):
        return stopped("the plan was too long for the comment: nobody could review it whole")
    if arguments.digest and header["digest"] != arguments.digest:
        return stopped("the plan is not the reviewed one: the tenant has changed since")
    if editor := edited_by(shown):
        return stopped(f"the comment with the plan was edited by {editor}")
    missing = unapproved(pull, shown, arguments)
    if missing:
        return stopped(missing)
    said = f"This is the plan that was reviewed in pull request #{pull['number']}."
    print(said)
    if arguments.digest and (place := os.environ.get("GITHUB_STEP_SUMMARY")):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(f"\n{said}\n")
    output("digest", header["digest"])
    return 0


def output(name: str, value: str) -> None:
    """Make an output of this step; the value is one line."""
    if place := os.environ.get("GITHUB_OUTPUT"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(f"{name}={value}\n")


def stopped(why: str) -> int:
    """Exit code 3, and why."""
    print(f"::error title=lcwsync::{why}")
    return 3


def edited_by(shown: Mapping[str, Any]) -> str:
    """The person who edited a comment of ours; empty when nobody but us did."""
    query = "query($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt editor { login } } } }"
    answer = graphql(query, {"id": shown["node_id"]})
    node = answer["data"]["node"]
    if not node["lastEditedAt"]:
        return ""
    editor = (node["editor"] or {}).get("login") or "somebody who is gone"
    return "" if editor in (AUTHOR, AUTHOR.removesuffix("[bot]")) else str(editor)


def unapproved(pull: Mapping[str, Any], shown: Mapping[str, Any], arguments: argparse.Namespace) -> str:
    """What is missing of the approvals; empty when there are enough."""
    latest: dict[str, dict[str, Any]] = {}
    for review in pages(f"/pulls/{pull['number']}/reviews"):
        if review["state"] in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            latest[(review["user"] or {}).get("login", "")] = review
    if any(review["state"] == "CHANGES_REQUESTED" for review in latest.values()):
        return "somebody asked for changes, and did not approve since"
    found, why = [], "nobody approved it"
    for login, review in latest.items():
        if review["state"] != "APPROVED" or (review["user"] or {}).get("type") == "Bot":
            continue
        if login == (pull["user"] or {}).get("login"):
            why = "only its author approved it"
        elif review["commit_id"] != pull["head"]["sha"]:
            why = "the approval is of an earlier commit"
        elif review["submitted_at"] < shown["updated_at"]:
            why = "the approval is older than the plan in the comment"
        elif arguments.team and not in_team(login, arguments.team):
            why = f"no approval can be counted for {arguments.team}"
        else:
            found.append(login)
    wanted = max(1, arguments.approvals)
    return "" if len(found) >= wanted else f"{why}: {len(found)} of {wanted} approvals count"


def in_team(login: str, team: str) -> bool:
    """Whether somebody is an active member of `organisation/team`; no, when GitHub does not tell."""
    organisation, _, slug = team.partition("/")
    path = f"/orgs/{organisation}/teams/{slug}/memberships/{urllib.parse.quote(login, safe='')}"
    try:
        return bool(send("GET", os.environ["GITHUB_API_URL"] + path)["state"] == "active")
    except urllib.error.HTTPError as error:
        if error.code not in (403, 404):
            raise
        print(f"GitHub does not tell whether {login} is in {team}; the token may not read teams")
        return False


def matrix(arguments: argparse.Namespace) -> int:
    """Make the output `environments` of what `lcwsync environments --format json` lists: a JSON array of names."""
    listed = json.loads(arguments.body.read_text(encoding="utf-8"))["environments"]
    kinds = {"tenants": (False,), "sandboxes": (True,), "all": (False, True)}[arguments.which]
    names = [each["name"] for each in listed if each["sandbox"] in kinds]
    if wanted := arguments.environment:
        if wanted not in names:
            print(f"::error title=lcwsync::the project file lists no environment {wanted}, but {', '.join(names)}")
            return 1
        names = [wanted]
    output("environments", json.dumps(names))
    return 0


def current(arguments: argparse.Namespace) -> int:
    """Whether this run is about what the default branch says now: an old run must not be run again.

    A newer commit that changes nothing below `paths` starts no apply of its own, so this run still counts.
    """
    sha = os.environ["GITHUB_SHA"]
    newest = call("GET", f"/commits/{urllib.parse.quote(default_branch(), safe='')}")["sha"]
    if newest == sha or (arguments.paths and not changed_since(sha, newest, arguments.paths)):
        return 0
    return stopped(f"the default branch has a newer commit, {newest[:10]}: its own run applies what git says now")


def changed_since(old: str, new: str, folder: str) -> bool:
    """Whether a newer commit changes a file below a folder; yes, when GitHub does not show everything."""
    found = call("GET", f"/compare/{old}...{new}")
    files = found.get("files") or []
    if found["status"] != "ahead" or len(files) >= MOST_COMPARED:
        return True
    names = [name for file in files for name in (file["filename"], file.get("previous_filename")) if name]
    return any(name.startswith(f"{folder}/") for name in names)


def outcome(arguments: argparse.Namespace) -> int:
    """Write the outcome of an apply to the pull request that this commit merges, and to the deployment that GitHub made
    for this job. A missing one is not an error. The output `url` leads to the comment, or else to this run."""
    sha, text = os.environ["GITHUB_SHA"], arguments.body.read_text(encoding="utf-8")
    body = marked("outcome", {"environment": arguments.environment}, text)
    url = run_url()
    for pull in pages(f"/commits/{sha}/pulls"):
        if pull.get("merge_commit_sha") == sha:
            made = call("POST", f"/issues/{pull['number']}/comments", {"body": f"{body}\n\n{run_link()}\n"})
            url = made.get("html_url") or url
    output("url", url)
    # By its commit, for another run may be waiting for the same environment.
    asked = {"sha": sha, "environment": arguments.environment, "per_page": 1}
    for deployment in call("GET", f"/deployments?{urllib.parse.urlencode(asked)}"):
        state = "success" if arguments.status == "success" else "failure"
        status = {"state": state, "description": plain(text)[:MOST_DESCRIBED], "log_url": run_url()}
        call("POST", f"/deployments/{deployment['id']}/statuses", {**status, "environment_url": url})
    return 0


def plain(markdown: str) -> str:
    """The first line, without the marks of markdown."""
    return re.sub(r"[*`]", "", markdown.strip().partition("\n")[0])


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
    return send(method, f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}{path}", content)


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
