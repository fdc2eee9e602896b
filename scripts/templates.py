"""Write the files that `lcwsync init` lays out into src/lcwsync/templates/: they are what this repository itself uses.

The build runs this (hatch_build.py), and so does scripts/test.py; the written files are not committed.
"""

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

OURS = "      which: sandboxes\n"
"""The input with which our own calls look at the sandbox instead of tenants."""

CONFIG = "      config: workflows\n"
REQUIREMENTS = "      requirements: .github/lcwsync/requirements.txt\n"
"""The input with which a copy installs: it has no commit of lcwsync to install instead."""


def made() -> dict[str, str]:
    """The templates by their path below TEMPLATES."""
    texts = {f"workflows/{name}": _read(ROOT / "workflows" / name) for name in CONFIGURATION}
    texts["workflows/lcwsync.yaml"] = _with_used_variables(texts)
    for path in sorted((ROOT / ".github" / "actions").glob("*/action.yml")):
        texts[f"github/actions/{path.parent.name}/action.yml"] = _copied(_read(path))
    for path in sorted((ROOT / ".github" / "scripts" / "lcwsync_github").glob("*.py")):
        texts[f"github/scripts/lcwsync_github/{path.name}"] = _read(path)
    texts["github/zizmor.yml"] = _read(ROOT / ".github" / "zizmor.yml")
    texts["github/lcwsync/requirements.txt"] = _read(ROOT / "requirements" / "run.txt")
    for path in sorted((ROOT / ".github" / "workflows").glob("lcwsync-*.yml")):
        texts[f"github/workflows/{path.name}"] = _for_others(_read(path))
    for path in sorted((ROOT / ".github" / "workflows").glob("reusable-*.yml")):
        texts[f"github/workflows/{path.name}"] = _copied(_read(path))
    return texts


def _with_used_variables(texts: dict[str, str]) -> str:
    """The project file without the variables that only the other files of workflows/ use."""
    project = texts["workflows/lcwsync.yaml"]
    declared = [name for one in yaml.safe_load(project)["environments"].values() for name in one["variables"]]
    unused = [f"{name}:" for name in declared if not any(f"${{{name}}}" in text for text in texts.values())]
    kept = [line for line in project.splitlines(keepends=True) if not line.strip().startswith(tuple(unused))]
    return "".join(kept)


def _for_others(text: str) -> str:
    """A call as others have it: of the copy beside it, which installs what the file of hashes holds."""
    return text.replace(OURS, "").replace(CONFIG, CONFIG + REQUIREMENTS)


def _copied(text: str) -> str:
    """What `$/` names lies in the checkout: not every server and runner knows that spelling."""
    return text.replace("uses: $/", "uses: ./")


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
