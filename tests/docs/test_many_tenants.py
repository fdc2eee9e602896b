"""What docs/many-tenants.md shows is what happens."""

import re
from pathlib import Path

from tests.commands import ROOT, Lcwsync
from tests.docs.console import walk

PAGE = (ROOT / "docs" / "many-tenants.md").read_text(encoding="utf-8")


def test_the_files_are_valid_and_the_commands_print_what_is_shown(project: Path, lcwsync: Lcwsync) -> None:
    for path in (project / "workflows").iterdir():
        path.unlink()
    for part in re.split(r"^## ", PAGE, flags=re.MULTILINE):
        for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", part, re.DOTALL):
            path = project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if "```yaml" in part:
            done = lcwsync("validate")
            assert done.code == 0, done.out + done.err
        walk(part, lcwsync)
