"""Drift and preview do not wait for files or names with errors: what they are about is left out, and named."""

from collections.abc import Callable
from typing import TypeVar

from lcwsync.config.load import Resolved
from lcwsync.config.readable import without
from lcwsync.values.errors import ConfigError

T = TypeVar("T")


def as_far_as_readable(resolved: Resolved, step: Callable[[Resolved], T]) -> T:
    """What `step` makes of the environment without the objects whose names do not fit the tenant.

    Such objects are in the `unread` of what `step` is given. Raises ConfigError for an error that is about no object.
    """
    while True:
        try:
            return step(resolved)
        except ConfigError as error:
            rest = without(resolved, error.findings)
            if rest.desired == resolved.desired:
                raise
            resolved = rest
