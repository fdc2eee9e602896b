"""What docs/many-tenants.md shows is what happens."""

import re
from pathlib import Path

from tests.commands import ROOT, Lcwsync
from tests.docs.console import walk

PAGE = (ROOT / "docs" / "many-tenants.md").read_text(encoding="utf-8")


def write_files(project: Path) -> list[Path]:
    """The YAML blocks of the page, each below the name in its first line."""
    for path in (project / "workflows").iterdir():
        path.unlink()
    written = []
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def test_the_files_are_valid_and_the_commands_print_what_is_shown(project: Path, lcwsync: Lcwsync) -> None:
    assert write_files(project)
    done = lcwsync("validate")
    assert done.code == 0, done.out + done.err
    walk(PAGE, lcwsync)
