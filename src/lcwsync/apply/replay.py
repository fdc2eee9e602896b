"""Whether a saved plan was applied before: a plan is reviewed for one apply, not for every later one."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from lcwsync.values.errors import ConfigError


def applied_before(files: Iterable[Path], *, digest: str, tenant_id: str, since: str) -> str | None:
    """When a plan with this digest wrote to the tenant after `since`; None: never.

    `files` are journals and outcomes of `apply --format json`, as far as they are there. Times are
    `2026-11-25T12:00:00Z`. What is not understood is passed over. Raises ConfigError for a file that is there and
    cannot be read: it might hold the answer.
    """
    for path in files:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ConfigError(
                f"cannot tell whether the plan was applied before: {path} cannot be read: {error.strerror or error}",
                hint="make the journal readable, or make a new plan and apply it without a file",
            ) from None
        for tenant, plan, when in _writes(text, digest):
            if (tenant, plan) == (tenant_id, digest) and when >= since:
                return when
    return None


def _writes(text: str, digest: str) -> Iterator[tuple[object, object, str]]:
    """Tenant, plan and time of every write that was carried out."""
    outcome = _parsed(text)
    reports = outcome.get("environments")
    for report in reports if isinstance(reports, list) else ():
        yield from _of_outcome(report)
    for line in text.splitlines():
        entry = _parsed(line) if digest in line else {}
        if entry.get("event") == "end" and _written(entry):
            yield entry.get("tenant"), entry.get("planDigest"), str(entry.get("time"))


def _of_outcome(report: object) -> Iterator[tuple[object, object, str]]:
    if not isinstance(report, dict) or not isinstance(report.get("results"), list):
        return
    tenant = report.get("tenant")
    if isinstance(tenant, dict) and any(map(_written, report["results"])):
        yield tenant.get("id"), report.get("planDigest"), str(report.get("ended"))


def _written(entry: object) -> bool:
    return isinstance(entry, dict) and entry.get("result") == "applied" and bool(entry.get("written"))


def _parsed(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
