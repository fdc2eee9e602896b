"""Makes git say what the tenant has, of everything or of one object, and says what is left to do."""

import argparse
from dataclasses import replace
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
    from collections.abc import Callable

    from lcwsync.render.export import Exported
    from lcwsync.tenant.port import Tenant


def write_back(
    config: Path,
    environment: str | None,
    *,
    force: bool,
    only: str | None,
    tell: "Callable[[Exported], None]" = lambda _exported: None,
) -> ExitCode:
    """Exit 0 when git afterwards says what the tenant has; 2 when git alone has the object called `only`.

    `tell` receives what was done, also where it was not all.
    Raises UsageError for a name that neither has, ConfigError for files with errors, LcwError when something could not
    be written, TenantError.
    """
    from lcwsync.planning.environment import plan_environment, read_everything
    from lcwsync.render.export import Exported, FileChange

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
        changes = dict.fromkeys(sorted(path.as_posix() for path in changed if path), FileChange.CHANGED)
        changes |= dict.fromkeys(sorted(path.as_posix() for path in added), FileChange.ADDED)
        exported = Exported(
            environment=result.environment.name,
            tenant=tenant.identity(),
            directory=config.as_posix(),
            files=changes,
            not_written=tuple(failed),
        )
        return _told(where, tenant, only, exported, tell)


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


def _told(
    where: argparse.Namespace,
    tenant: "Tenant",
    only: str | None,
    exported: "Exported",
    tell: "Callable[[Exported], None]",
) -> ExitCode:
    """Say what is left to do. Raises LcwError when git does not say what the tenant has."""
    from lcwsync.plan.actions import subject
    from lcwsync.planning.environment import plan_environment

    plan = plan_environment(resolved(load(where.config), where.environment), tenant, gone_as_deleted=True)
    concerned = [a for a in plan.actions if _folded(only) in (None, subject(a.action).name.casefold())]
    alone = sorted({str(subject(a.action)) for a in concerned if a.action.before is None})
    for name in alone:
        say(f"{name} is in git and not in the tenant: its file stays, and a plan creates it")
    differing = sorted({str(subject(a.action)) for a in concerned if a.action.before is not None})
    exported = replace(exported, differing=tuple(differing), only_in_git=tuple(alone))
    tell(exported)
    if not exported.complete:
        raise LcwError(
            f"git does not say what the tenant has of {', '.join(differing) or 'every object'}",
            hint="`lcwsync plan` shows the differences; change these files by hand, or pass --force",
        )
    if only and concerned:
        return ExitCode.CHANGES
    say("git says what the tenant has" + (f' of "{only}"' if only else ""))
    return ExitCode.DONE
