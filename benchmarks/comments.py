"""Ten comments as a reviewer of a pull request gets them, to look at: `python -m benchmarks.comments DIR`.

Writes one markdown file each, and, where markdown-it-py is installed, one HTML file in GitHub's width and type.
"""

import argparse
import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "workflows/lcwsync.yaml"
PASS = "workflows/joiner-pre-hire-tap.yaml"
LEAVER = "workflows/leaver-last-day.yaml"
SALES = "workflows/joiner-sales-team.yaml"

STYLE = """
body {max-width: 860px; margin: 24px auto; padding: 0 16px; color: #1f2328;
  font: 14px/1.5 -apple-system, "Segoe UI", Helvetica, Arial, sans-serif}
table {border-collapse: collapse; margin-bottom: 16px}
td, th {border: 1px solid #d1d9e0; padding: 6px 13px; vertical-align: top}
tr:nth-child(2n) {background: #f6f8fa}
code {background: #eff1f3; border-radius: 6px; padding: .2em .4em; font-size: 85%}
pre {background: #f6f8fa; padding: 12px; overflow: auto}
pre code {background: none; padding: 0}
h2, h3 {border-bottom: 1px solid #d1d9e0}
"""
"""The width, type and tables of GitHub."""


class Case(NamedTuple):
    """A pull request: what it changes, and what is rendered of it."""

    change: Callable[[Path], object]
    words: tuple[tuple[str, ...], ...] = (("plan", "--base", "main", "--people", "--format", "github"),)


def edit(place: Path, file: str, old: str, new: str) -> None:
    """Replace a text in a file, which must have it."""
    path = place / file
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{file} has no {old!r}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def lcwsync(place: Path, *words: str) -> tuple[int, str, str]:
    """One command, as a job runs it; exit code, stdout and stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "lcwsync", *words], cwd=place, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def loosen(place: Path) -> None:
    edit(place, "workflows/guardrails.yaml", "requireOneTimeUse: true", "requireOneTimeUse: false")
    edit(place, PROJECT, "limits: {maxDeletes: 1, maxChanges: 20}", "limits: {maxDeletes: 50, maxChanges: 500}")
    (place / "CODEOWNERS").unlink()


def lose(place: Path) -> None:
    path = place / LEAVER
    text = path.read_text(encoding="utf-8")
    head, mark, tasks = text.partition("tasks:\n")
    first, *rest = re.split(r"(?m)^(?=  - task: )", tasks)
    kept = [task for task in rest if "disableUserAccount" not in task]
    path.write_text(head + mark + first + "".join(kept), encoding="utf-8")


def many(place: Path) -> None:
    text = (place / SALES).read_text(encoding="utf-8")
    for number in range(1, 89):
        named = f"displayName: Onboard region {number}\ndescription: {'What the region needs. ' * 20}"
        new = re.sub(r"(?m)^displayName: .*\n(description: .*)?$", named, text)
        (place / "workflows" / f"region-{number}.yaml").write_text(new, encoding="utf-8")
    edit(place, PROJECT, "allowDelete: true", "allowDelete: true\n    limits: {maxChanges: 200}")


def restore(place: Path) -> None:
    name = re.findall(r"(?m)^displayName: (.*)$", (place / SALES).read_text(encoding="utf-8"))[0]
    (place / SALES).rename(place / "aside")
    edit(place, PROJECT, "removed: []", f"removed: [{name}]")
    lcwsync(place, "apply", "--yes")
    (place / "aside").rename(place / SALES)
    edit(place, PROJECT, f"removed: [{name}]", "removed: []")


def recreate(place: Path) -> None:
    name = re.findall(r"(?m)^displayName: (.*)$", (place / SALES).read_text(encoding="utf-8"))[0]
    edit(place, SALES, f"displayName: {name}", f"displayName: {name} (new)")
    edit(place, PROJECT, "removed: []", f"removed: [{name}]")


def second(place: Path) -> None:
    text = (place / PROJECT).read_text(encoding="utf-8")
    (block,) = re.findall(r"(?ms)^  sandbox:\n.*?(?=^  production:)", text)
    again = re.sub(r"(?m)^  sandbox:$", "  sandbox-two:", block)
    (place / PROJECT).write_text(text.replace(block, block + again), encoding="utf-8")
    edit(place, PASS, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 720")


def refuse(place: Path) -> None:
    name = re.findall(r"(?m)^displayName: (.*)$", (place / SALES).read_text(encoding="utf-8"))[0]
    (place / SALES).unlink()
    edit(place, PROJECT, "removed: []", f"removed: [{name}]")
    edit(place, PROJECT, "allowDelete: true", "allowDelete: false")


PLAN = Case(refuse).words[0]
CASES = {
    "guard-only": Case(loosen),
    "loss-only": Case(lose),
    "nothing": Case(lambda _: None),
    "refused": Case(refuse),
    "does-not-plan": Case(lambda place: edit(place, PASS, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 5")),
    "too-long": Case(many),
    "two-environments": Case(second, ((*PLAN, "--env", "sandbox"), (*PLAN, "--env", "sandbox-two"))),
    "drift": Case(
        lambda place: edit(place, PASS, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 720"),
        (("drift", "--format", "markdown"),),
    ),
    "restored": Case(restore),
    "deletion-and-creation": Case(recreate),
}


def made(base: Path, place: Path, case: Case) -> str:
    """The comments of a case, one after the other."""
    shutil.copytree(base, place)
    case.change(place)
    texts = []
    for words in case.words:
        code, out, err = lcwsync(place, *words)
        if code in (0, 2, 4) and out:
            texts.append(out)
        else:  # as the action writes it
            shown = "\n".join(f"    {line}" for line in err.splitlines())
            texts.append(f"**sandbox does not plan at this commit.**\n\n{shown}\n")
    return "\n\n---\n\n".join(texts)


def html(markdown: str) -> str | None:
    """The markdown as GitHub shows it; None without markdown-it-py."""
    try:
        library = importlib.import_module("markdown_it")
    except ImportError:
        return None
    body: str = library.MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown)
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{body}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    directory: Path = parser.parse_args().directory
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary) / "base"
        shutil.copytree(ROOT / "workflows", base / "workflows")
        (base / "CODEOWNERS").write_text("* @your-org/platform-team\n", encoding="utf-8")
        (base / ".gitignore").write_text(".lcwsync/\n", encoding="utf-8")
        lcwsync(base, "apply", "--yes")
        own = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
        for words in (["init", "-q", "--initial-branch=main"], ["add", "."], ["commit", "-qm", "base"]):
            subprocess.run(["git", *own, *words], cwd=base, check=True)
        for name, case in CASES.items():
            text = made(base, Path(temporary) / name, case)
            (directory / f"{name}.md").write_text(text, encoding="utf-8")
            page = html(text)
            if page is not None:
                (directory / f"{name}.html").write_text(page, encoding="utf-8")
            print(f"{name}: {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
