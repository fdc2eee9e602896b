"""The GitHub workflows of a new repository as calls of lcwsync's own, at one commit, instead of copies."""

import argparse
import re
from typing import NamedTuple

from lcwsync import __version__

_HERE = "    uses: ./.github/workflows/"
_REQUIREMENTS = "      requirements: .github/lcwsync/requirements.txt\n"
_COPIES = ("github/actions/", "github/scripts/", "github/workflows/reusable-")


class Home(NamedTuple):
    """The repository whose workflows are called, `OWNER/NAME`, and the full hash of the commit."""

    repository: str
    commit: str
    version: str = ""
    """What stands beside the hash as a comment, such as v1.2.0; empty: nothing."""


def home(text: str) -> Home:
    """`OWNER/NAME@COMMIT` from the command line."""
    found = re.fullmatch(r"([A-Za-z0-9][\w-]*/[\w.-]+)@([0-9a-f]{40})", text)
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not OWNER/NAME@COMMIT with all 40 digits of the commit: a branch or a tag can be moved"
        )
    return Home(found[1], found[2])


def home_of_this_build() -> Home | None:
    """Where this lcwsync was built, as its metadata says; None for a build elsewhere than on github.com."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        links = metadata("lcwsync").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    for link in links:
        if found := re.fullmatch(r"Source, https://github\.com/([\w-]+/[\w.-]+)/tree/([0-9a-f]{40})", link):
            return Home(found[1], found[2], f"v{__version__}")
    return None


def is_copy(template: str) -> bool:
    """Whether a template is needed only where workflows are copied."""
    return template.startswith(_COPIES)


def called(text: str, home: Home, *, requirements: bool) -> str:
    """A workflow that calls the one of `home` instead of the copy beside it. Without `requirements` it installs lcwsync
    of that commit, with the hashes that the commit holds."""
    if not requirements:
        text = text.replace(_REQUIREMENTS, "")
    comment = f" # {home.version}" if home.version else ""
    there = rf"    uses: {home.repository}/.github/workflows/\1@{home.commit}{comment}"
    return re.sub(rf"^{re.escape(_HERE)}(\S+)$", there, text, flags=re.MULTILINE)
