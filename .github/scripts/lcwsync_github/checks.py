"""The check run of an environment, with annotations, and the label of the pull request."""

import argparse
import json
import re
import urllib.parse
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from github_api import call, head_sha, pages, pull_request, text_of
from marks import MOST_CHARACTERS

MOST_BYTES = 50_000_000
MOST_ANNOTATIONS = 500
ANNOTATIONS_A_REQUEST = 50
MOST_NAMED = 50 - len("lcwsync : does not plan")
LEVELS = {"error": "failure", "warning": "warning", "note": "notice"}


def check(arguments: argparse.Namespace) -> int:
    """Set the check run of this environment, with an annotation at each place, and the pull request's label: failed,
    risky, or fine."""
    code, risk = arguments.code, arguments.risk
    word = {0: f"risk: {risk}", 4: "refused"}.get(code, "does not plan")
    conclusion = "failure" if code else "neutral" if risk == "high" else "success"
    text = text_of(arguments.body)[:MOST_CHARACTERS]
    content = {
        "name": f"lcwsync plan ({arguments.environment})",
        "head_sha": head_sha(),
        "status": "completed",
        "conclusion": conclusion,
    }
    notes, title = annotations(arguments.sarif), word
    if len(notes) > MOST_ANNOTATIONS:
        title += f" (the first {MOST_ANNOTATIONS} of {len(notes)} places are annotated)"
        notes = notes[:MOST_ANNOTATIONS]
    parts = [notes[at : at + ANNOTATIONS_A_REQUEST] for at in range(0, len(notes), ANNOTATIONS_A_REQUEST)] or [[]]
    shown = {"title": title, "summary": text}
    made = call("POST", "/check-runs", {**content, "output": {**shown, "annotations": parts[0]}})
    for part in parts[1:]:  # each request adds to what is there
        call("PATCH", f"/check-runs/{made['id']}", {"output": {**shown, "annotations": part}})
    number = pull_request()
    if number is not None:
        prefix = f"lcwsync {short(arguments.environment)}: "
        wanted = prefix + word
        there = [item["name"] for item in pages(f"/issues/{number}/labels")]
        for name in there:
            if name.startswith(prefix) and name != wanted:
                call("DELETE", f"/issues/{number}/labels/{urllib.parse.quote(name, safe='')}")
        if wanted not in there:
            call("POST", f"/issues/{number}/labels", {"labels": [wanted]})
    return 0


def short(environment: str) -> str:
    """The name of an environment, or its beginning and a digest: GitHub takes 50 characters of a label."""
    if len(environment) <= MOST_NAMED:
        return environment
    return f"{environment[: MOST_NAMED - 7]}~{sha256(environment.encode()).hexdigest()[:6]}"


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
