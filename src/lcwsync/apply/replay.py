"""Whether a saved plan was applied before: a plan is reviewed for one apply, not for every later one."""

import json
from collections.abc import Iterable
from pathlib import Path

from lcwsync.values.errors import ConfigError


def applied_before(journals: Iterable[Path], *, digest: str, tenant_id: str, since: str) -> str | None:
    """When a plan with this digest wrote to the tenant after `since`, by the journals that are there; None: never.

    Times are `2026-11-25T12:00:00Z`. Lines that are not understood are passed over. Raises ConfigError for a journal
    that is there and cannot be read: it might hold the answer.
    """
    for path in journals:
        try:
            text = path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ConfigError(
                f"cannot tell whether the plan was applied before: {path} cannot be read: {error.strerror or error}",
                hint="make the journal readable, or make a new plan and apply it without a file",
            ) from None
        for line in text.splitlines():
            if digest not in line:
                continue
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if not isinstance(entry, dict) or (entry.get("tenant"), entry.get("planDigest")) != (tenant_id, digest):
                continue
            when = str(entry.get("time"))
            if (
                entry.get("event") == "end"
                and entry.get("result") == "applied"
                and entry.get("written")
                and when >= since
            ):
                return when
    return None
