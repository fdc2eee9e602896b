"""Directories of YAML files of a wanted size, made of the shipped ones."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "workflows"
_MORE = "(jobTitle ne 'Role {}')"


def sales_files(place: Path, size: int) -> Path:
    """A directory of so many files: the shipped sales workflow under many names, one environment, one variable."""
    place.mkdir()
    (place / "lcwsync.yaml").write_text(
        "kind: Project\ndefaultEnvironment: sandbox\nenvironments:\n"
        "  sandbox: {sandbox: true, variables: {salesDepartment: Sales}}\n"
    )
    shutil.copy(SHIPPED / "extension-badge-office.yaml", place)
    text = (SHIPPED / "joiner-sales-team.yaml").read_text()
    for number in range(size - 2):
        own = text.replace("displayName: Onboard sales", f"displayName: Onboard sales {number}", 1)
        (place / f"workflow-{number}.yaml").write_text(own)
    return place


def copies(place: Path, times: int) -> Path:
    """The shipped directory with every workflow several times, each under a name and with a scope rule of its own."""
    shutil.copytree(SHIPPED, place)
    for file in tuple(place.glob("*.yaml")):
        text = file.read_text()
        if "kind: Workflow\n" not in text:
            continue
        for number in range(times - 1):
            own = re.sub(r"^displayName: .*$", rf"\g<0> {number}", text, count=1, flags=re.MULTILINE)
            own = re.sub(r'^  rule: "(.*)"$', rf'  rule: "(\1 and {_MORE.format(number)})"', own, flags=re.MULTILINE)
            (place / f"{file.stem}-{number}.yaml").write_text(own)
    return place
