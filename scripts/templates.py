"""Write the files that `lcwsync init` lays out into src/lcwsync/templates/: they are what this repository itself uses.

The build runs this (hatch_build.py), and so does scripts/test.py; the written files are not committed.
"""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "src" / "lcwsync" / "templates"

CONFIGURATION = (
    "lcwsync.yaml",
    "tap-policy.yaml",
    "joiner-before-the-pass.yaml",
    "joiner-pre-hire-tap.yaml",
    "guardrails.yaml",
    "pass-requests.yaml.off",
)
"""The files of workflows/ that a new repository starts from."""

CHECKOUT = ('package: "."', "requirements: requirements/run.txt", "which: sandboxes")
"""The inputs of our own actions with which they install this checkout, and look at the sandbox instead of tenants."""

WORKFLOWS = (
    "lcwsync-validate.yml",
    "lcwsync-plan.yml",
    "lcwsync-comment.yml",
    "lcwsync-apply.yml",
    "lcwsync-apply-environment.yml",
    "lcwsync-drift.yml",
    "lcwsync-readiness.yml",
)


def made() -> dict[str, str]:
    """The templates by their path below TEMPLATES."""
    texts = {f"workflows/{name}": _read(ROOT / "workflows" / name) for name in CONFIGURATION}
    texts["workflows/lcwsync.yaml"] = _with_used_variables(texts)
    for path in sorted((ROOT / ".github" / "actions").glob("*/action.yml")):
        texts[f"github/actions/{path.parent.name}/action.yml"] = _read(path)
    for path in sorted((ROOT / ".github" / "scripts" / "lcwsync_github").glob("*.py")):
        texts[f"github/scripts/lcwsync_github/{path.name}"] = _read(path)
    texts["github/zizmor.yml"] = _read(ROOT / ".github" / "zizmor.yml")
    texts["github/lcwsync/requirements.txt"] = _read(ROOT / "requirements" / "run.txt")
    for name in WORKFLOWS:
        texts[f"github/workflows/{name}"] = _for_others(_read(ROOT / ".github" / "workflows" / name))
    return texts


def _with_used_variables(texts: dict[str, str]) -> str:
    """The project file without the variables that only the other files of workflows/ use."""
    project = texts["workflows/lcwsync.yaml"]
    declared = [name for one in yaml.safe_load(project)["environments"].values() for name in one["variables"]]
    unused = [f"{name}:" for name in declared if not any(f"${{{name}}}" in text for text in texts.values())]
    kept = [line for line in project.splitlines(keepends=True) if not line.strip().startswith(tuple(unused))]
    return "".join(kept)


def _for_others(text: str) -> str:
    """Install what the file of hashes holds instead of the checkout, for the environments that are real."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if line.strip() not in CHECKOUT]
    whole = "".join(kept)
    # A `with:` that held nothing else would be null.
    return re.sub(r"^        with:\n(?!          )", "", whole, flags=re.MULTILINE)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write() -> None:
    """Write every template that differs from what is there, and remove what an earlier version wrote."""
    wanted = made()
    for path in (TEMPLATES / "github").rglob("*"):
        if path.is_file() and path.relative_to(TEMPLATES).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = TEMPLATES / name
        if not path.is_file() or _read(path) != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
