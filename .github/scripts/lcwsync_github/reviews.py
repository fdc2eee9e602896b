"""Whether a plan was reviewed, and whether this run is about what the default branch says now."""

import argparse
import os
import posixpath
import time
import urllib.error
import urllib.parse
from collections.abc import Mapping
from email.message import Message
from pathlib import Path
from typing import Any

from github_api import ATTEMPTS, Trouble, call, default_branch, graphql, output, pages, pause, send, stopped
from marks import all_own, head

MOST_COMPARED = 300  # files that GitHub lists of a comparison


def reviewed(arguments: argparse.Namespace) -> int:
    """Whether the pull request that this commit merges showed exactly this plan, whole, and somebody else approved it.

    The digest of the reviewed plan becomes an output of the step.
    """
    sha, branch = os.environ["GITHUB_SHA"], default_branch()
    mine = merged_as(sha)
    if not mine:
        return stopped("no pull request was merged as this commit: there was no review of it")
    pull = mine[0]
    if pull["base"]["ref"] != branch:
        return stopped(f"pull request {pull['number']} was merged into another branch than {branch}")
    standing = list(all_own("plan", arguments.environment, pages(f"/issues/{pull['number']}/comments")))
    if len(standing) > 1:
        return stopped(
            f"pull request {pull['number']} shows {len(standing)} plans of {arguments.environment}: nobody can tell "
            "which of them was reviewed"
        )
    shown = standing[0] if standing else {}
    header = head(shown.get("body"))
    if not header.get("digest"):
        return stopped(f"pull request {pull['number']} shows no plan of {arguments.environment}")
    if header.get("commit") != pull["head"]["sha"]:
        return stopped("the plan in the comment is of an earlier commit than the one that was merged")
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


def merged_as(sha: str) -> list[dict[str, Any]]:
    """The pull requests that were merged as a commit. Right after the merge GitHub may not know of it yet."""
    for attempt in range(ATTEMPTS):
        listed = (pull for pull in pages(f"/commits/{sha}/pulls") if pull.get("merged_at"))
        if found := [pull for pull in listed if pull.get("merge_commit_sha") == sha]:
            return found
        if attempt < ATTEMPTS - 1:
            time.sleep(pause(attempt, Message()))
    return []


def current(arguments: argparse.Namespace) -> int:
    """Whether this run is about what the default branch says now: an old run must not be run again.

    A newer commit that changes nothing below `paths` starts no apply of its own, so this run still counts.
    """
    sha = os.environ["GITHUB_SHA"]
    newest = call("GET", f"/commits/{urllib.parse.quote(default_branch(), safe='')}")["sha"]
    if newest == sha or (arguments.paths and not changed_since(sha, newest, arguments.paths)):
        return 0
    return stopped(f"the default branch has a newer commit, {newest[:10]}: its own run applies what git says now")


def edited_by(shown: Mapping[str, Any]) -> str:
    """Who edited a comment of ours, a bot included: we never edit one that shows a plan. Empty when nobody did."""
    query = "query($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt editor { login } } } }"
    node = graphql(query, {"id": shown["node_id"]}).get("node")
    if not isinstance(node, dict) or "lastEditedAt" not in node:
        raise Trouble("GitHub does not tell whether the comment with the plan was edited; run the job again")
    return str((node.get("editor") or {}).get("login") or "somebody who is gone") if node["lastEditedAt"] else ""


def unapproved(pull: Mapping[str, Any], shown: Mapping[str, Any], arguments: argparse.Namespace) -> str:
    """What is missing of the approvals; empty when there are enough."""
    latest: dict[str, dict[str, Any]] = {}
    for review in pages(f"/pulls/{pull['number']}/reviews"):
        if review["state"] in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            latest[(review["user"] or {}).get("login", "")] = review
    # As with GitHub, nobody who may only read can hold a change back, nor let it pass.
    asked = [login for login, review in latest.items() if review["state"] == "CHANGES_REQUESTED"]
    if any(may_write(login) is not False for login in asked):
        return "somebody asked for changes, and did not approve since"
    found, why = [], "nobody approved it"
    for login, review in latest.items():
        if review["state"] != "APPROVED" or (review["user"] or {}).get("type") == "Bot":
            continue
        if login == (pull["user"] or {}).get("login"):
            why = "only its author approved it"
        elif review["commit_id"] != pull["head"]["sha"]:
            why = "the approval is of an earlier commit"
        elif review["submitted_at"] <= shown["updated_at"]:
            why = "the approval is older than the plan in the comment"
        elif not may_write(login):
            why = "nobody who may write to the repository approved it"
        elif arguments.team and not in_team(login, arguments.team):
            why = f"no approval can be counted for {arguments.team}"
        else:
            found.append(login)
    wanted = max(1, arguments.approvals)
    return "" if len(found) >= wanted else f"{why}: {len(found)} of {wanted} approvals count"


def may_write(login: str) -> bool | None:
    """Whether somebody may write to the repository; None when GitHub does not tell. Anybody who may read it can approve
    a pull request."""
    if not login:
        return False  # the account is gone
    try:
        held = call("GET", f"/collaborators/{urllib.parse.quote(login, safe='')}/permission")
    except urllib.error.HTTPError as error:
        if error.code not in (403, 404):
            raise
        print(f"GitHub does not tell whether {login} may write to the repository ({error.code})")
        return None
    return held["permission"] in ("admin", "write")


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


def changed_since(old: str, new: str, folder: str) -> bool:
    """Whether a newer commit changes a file below a folder; yes, when GitHub does not show everything."""
    found = call("GET", f"/compare/{old}...{new}")
    files = found.get("files") or []
    if found["status"] != "ahead" or len(files) >= MOST_COMPARED:
        return True
    names = [name for file in files for name in (file["filename"], file.get("previous_filename")) if name]
    below = posixpath.normpath(folder)
    # A link is a file of git: the folder itself may have become one.
    return below == "." or any(name == below or name.startswith(f"{below}/") for name in names)
