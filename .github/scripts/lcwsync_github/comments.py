"""The comments on a pull request: the plan of each environment, and other pull requests on the same objects."""

import argparse
import os
import re
import time
import urllib.error
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Any

from github_api import call, head_sha, pages, pull_request, run_link, still_at_head, text_of
from marks import MOST_CHARACTERS, all_own, fits, head, marked, own

MOST_PULLS = 100
PLAN_WORKFLOW = "lcwsync-plan.yml"


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
    header: dict[str, Any] = {
        "environment": arguments.environment,
        "digest": arguments.digest,
        "truncated": arguments.truncated,
        "commit": commit,
        "objects": sorted(key for key in set(arguments.objects.split()) if re.fullmatch("[0-9a-f]{12}", key)),
    }
    text = text_of(arguments.body)
    stamp = f"\n\nCommit {commit[:10]}, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {run_link()}\n"
    header["truncated"] |= not fits(header, text, stamp)
    mine = list(all_own("plan", arguments.environment, pages(f"/issues/{number}/comments")))
    same = next((each for each in mine if head(each["body"]) == header), None)
    for other in mine:
        if other is not same:
            fold(other, f"a newer comment is {'above' if same else 'below'}")
    if same:
        print("the comment shows this plan of this commit: it stays as it is, so that approvals of it hold")
    else:
        call("POST", f"/issues/{number}/comments", {"body": marked("plan", header, text, stamp)})
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
