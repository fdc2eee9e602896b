"""Makes git say what the tenant has, of everything or of one object, and says what is left to do."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.differing import Differing
from lcwsync.cli.lacking import add_lacking, names_of, only_named, stop_at_errors
from lcwsync.cli.options import say
from lcwsync.cli.session import resolved, tenant_of
from lcwsync.config.load import Resolved, load
from lcwsync.model.state import Existing
from lcwsync.values.errors import ConfigError, LcwError, Refused, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.nearest import did_you_mean

if TYPE_CHECKING:
    from lcwsync.tenant.port import Tenant


def write_back(config: Path, environment: str | None, *, force: bool, only: str | None) -> ExitCode:
    """Exit 0 when git afterwards says what the tenant has; 2 when git alone has the object called `only`.

    Raises UsageError for a name that neither has, ConfigError for files with errors, LcwError when something could not
    be written, TenantError.
    """
    from lcwsync.planning.environment import plan_environment, read_everything

    where = argparse.Namespace(config=config, environment=environment)
    result = resolved(load(config), environment)
    with tenant_of(result.environment, purpose="plan") as tenant:
        plan = plan_environment(result, tenant, gone_as_deleted=True)
        existing = read_everything(tenant, say)
        if only is not None:
            existing = only_named(only, existing)
            _check_known(only, result, existing, tenant)
        changed, failed = set(), []
        for change in Differing(where, result, tenant, existing, force=force).changes(plan, _folded(only)):
            if only is not None and change.name.casefold() != only.casefold():
                continue
            try:
                changed.add(change.write())
            except (ConfigError, Refused) as error:
                failed.append(f"{change.name}: {error.message}")
        added = add_lacking(config, result, existing, tenant)
        say(f"{len(changed - {None})} files changed, {len(added)} files added in {config}")
        for message in failed:
            say(f"not written: {message}")
        stop_at_errors(config, added)
        return _told(where, tenant, only, failed=bool(failed))


def _folded(name: str | None) -> str | None:
    return None if name is None else name.casefold()


def _check_known(name: str, result: Resolved, existing: Existing, tenant: "Tenant") -> None:
    """Raises UsageError for a name that neither git nor the tenant has."""
    desired = result.desired
    stated = names_of(desired.workflows) | names_of(desired.extensions) | names_of(desired.pass_requests)
    there = existing.workflows or existing.extensions or existing.tap_policy or existing.settings
    if name.casefold() not in stated and not there:
        known = [w.workflow.display_name for w in tenant.workflows()]
        hint = did_you_mean(name, known) or "`lcwsync drift` lists what differs"
        raise UsageError(f'neither git nor the tenant has "{name}"', hint=hint)


def _told(where: argparse.Namespace, tenant: "Tenant", only: str | None, *, failed: bool) -> ExitCode:
    """Say what is left to do. Raises LcwError when git does not say what the tenant has."""
    from lcwsync.plan.actions import subject
    from lcwsync.planning.environment import plan_environment

    plan = plan_environment(resolved(load(where.config), where.environment), tenant, gone_as_deleted=True)
    concerned = [a for a in plan.actions if _folded(only) in (None, subject(a.action).name.casefold())]
    for action in concerned:
        if action.action.before is None:
            say(f"{subject(action.action)} is in git and not in the tenant: its file stays, and a plan creates it")
    differing = sorted({str(subject(a.action)) for a in concerned if a.action.before is not None})
    if differing or failed:
        raise LcwError(
            f"git does not say what the tenant has of {', '.join(differing) or 'every object'}",
            hint="`lcwsync plan` shows the differences; change these files by hand, or pass --force",
        )
    if only and concerned:
        return ExitCode.CHANGES
    say("git says what the tenant has" + (f' of "{only}"' if only else ""))
    return ExitCode.DONE
