"""The person or job that runs a command, and the commit, as far as the environment shows them."""

import os
import subprocess

from lcwsync import __version__
from lcwsync.apply.outcome import Origin
from lcwsync.tenant.signin.token import TokenContent

_GIT = ("git", "describe", "--always", "--exclude=*", "--abbrev=40", "--dirty")
"""The commit of the current directory, with `-dirty` when files differ from it."""


def origin(signed_in: TokenContent | None) -> Origin:
    """The actor and commit from GitHub in a job; elsewhere the signed-in object id and the directory's git commit."""
    return Origin(
        actor=os.environ.get("GITHUB_ACTOR") or (signed_in.object_id if signed_in else None),
        commit=commit(),
        tool_version=__version__,
    )


def commit() -> str | None:
    """The commit that a job runs on, else that of the current directory; None when there is none."""
    if given := os.environ.get("GITHUB_SHA"):
        return given
    try:
        done = subprocess.run(_GIT, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
