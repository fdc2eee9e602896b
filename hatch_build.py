"""Build step: write the files that `lcwsync init` lays out into the package, from those that this repository uses."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TemplatesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels and for editable installs, before the files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Write the templates; git ignores them, so they are named as artifacts."""
        sys.path.insert(0, str(Path(self.root) / "scripts"))
        from templates import TEMPLATES, write

        write()
        build_data["artifacts"].append(f"/{TEMPLATES.relative_to(self.root).as_posix()}/**")
