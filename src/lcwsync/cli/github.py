"""The job summary and the outputs of a GitHub Actions step."""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from lcwsync.plan.plan import Plan
from lcwsync.plan.planfile import digest, object_digests
from lcwsync.render.findings.text import findings_text
from lcwsync.render.formats import escape
from lcwsync.render.github import SUMMARY_BYTES, outputs, summary, write_outputs
from lcwsync.render.plan.markdown import plan_markdown
from lcwsync.render.plan.view import PeopleCount
from lcwsync.values.findings import Finding


def leave_plan(plan: Plan, people: Mapping[str, PeopleCount], environ: Mapping[str, str]) -> None:
    """Append to the files that GITHUB_STEP_SUMMARY and GITHUB_OUTPUT name; nothing when they are not set.

    The summary has room for more than the comment, whose rendering the output `truncated` is about.
    """
    full = plan_markdown(plan, budget_bytes=SUMMARY_BYTES, people=people).text
    leave(environ, "GITHUB_STEP_SUMMARY", summary(full))
    pairs = {
        **outputs(plan),
        "environment": plan.environment,
        "digest": digest(plan),
        "objects": " ".join(object_digests(plan)),
        "truncated": "true" if plan_markdown(plan, people=people).truncated else "false",
    }
    leave(environ, "GITHUB_OUTPUT", write_outputs(pairs, lambda: secrets.token_hex(16)))


def leave_findings(findings: Sequence[Finding], environ: Mapping[str, str]) -> None:
    """Append findings to the job summary, as `validate` prints them."""
    lines = findings_text(findings, colour=False, unicode=True).splitlines()
    leave(environ, "GITHUB_STEP_SUMMARY", summary(f"{escape.markdown_fence(tuple(lines), language='text')}\n"))


def leave(environ: Mapping[str, str], name: str, text: str) -> None:
    """Append a text to the file a variable of the runner names."""
    if place := environ.get(name):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(text if text.endswith("\n") else text + "\n")
