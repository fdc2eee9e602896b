"""Build steps: the files that `lcwsync init` lays out are written into the package, from those that this repository
uses, and the page of the package at the registry leads back to the repository that it was built in."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class TemplatesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels and for editable installs, before the files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Write the templates; git ignores them, so they are named as artifacts."""
        sys.path.insert(0, str(Path(self.root) / "scripts"))
        from templates import TEMPLATES, write

        write()
        build_data["artifacts"].append(f"/{TEMPLATES.relative_to(self.root).as_posix()}/**")


class PageHook(MetadataHookInterface):
    """The README and the links of the page at the registry."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """GITHUB_REPOSITORY, GITHUB_REF_NAME and GITHUB_SHA are of the runner; elsewhere links stay as they are."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        if repository := os.environ.get("GITHUB_REPOSITORY"):
            home = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
            place = f"{home}/blob/{os.environ.get('GITHUB_REF_NAME') or 'main'}"
            text = re.sub(r"\]\((?![a-z]+:|#)([^)]+)\)", rf"]({place}/\1)", text)
            metadata["urls"] = {
                "Homepage": home,
                "Documentation": f"{place}/docs",
                "Changelog": f"{place}/CHANGELOG.md",
                "Issues": f"{home}/issues",
                "Security": f"{home}/security/policy",
            }
            if commit := os.environ.get("GITHUB_SHA"):
                # The commit whose workflows `lcwsync init` calls (src/lcwsync/cli/calls.py reads it here).
                metadata["urls"]["Source"] = f"{home}/tree/{commit}"
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
