"""Other reconcilers with a comparable plan, where they are installed: octodns and terraform, a hundred objects each."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

OBJECTS = 100


def octodns(place: Path) -> Sequence[str] | None:
    """The plan of a hundred new records from one directory of YAML to another; None when octodns is not there."""
    program = shutil.which("octodns-sync")
    if program is None:
        return None
    for name in ("source", "target"):
        (place / name).mkdir(parents=True)
    provider = "class: octodns.provider.yaml.YamlProvider, default_ttl: 3600, enforce_order: false"
    (place / "config.yaml").write_text(
        f"providers:\n  source: {{{provider}, directory: {place}/source}}\n"
        f"  target: {{{provider}, directory: {place}/target}}\n"
        "zones:\n  example.com.: {sources: [source], targets: [target]}\n"
    )
    records = (f"host{number:03}: {{type: A, value: 192.0.2.{number + 1}}}\n" for number in range(OBJECTS))
    (place / "source" / "example.com.yaml").write_text("---\n" + "".join(records))
    return program, "--config-file", str(place / "config.yaml")


def terraform(place: Path) -> Sequence[str] | None:
    """The plan of a hundred unchanged values held in a local state file, without a provider to ask; None when
    terraform is not there."""
    program = shutil.which("terraform")
    if program is None:
        return None
    place.mkdir()
    (place / "main.tf").write_text(
        "".join(
            f'resource "terraform_data" "workflow{number}" {{\n'
            f'  input = {{ name = "Workflow {number}", days = {number}, tasks = ["a", "b", "c"] }}\n}}\n'
            for number in range(OBJECTS)
        )
    )
    inside = (program, f"-chdir={place}")
    for words in (("init", "-input=false"), ("apply", "-auto-approve", "-input=false")):
        subprocess.run((*inside, *words), check=True, capture_output=True)
    return *inside, "plan", "-input=false"
