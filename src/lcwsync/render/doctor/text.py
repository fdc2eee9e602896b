"""An examination of the identity for people: what is there, what is missing, and exactly what to grant."""

from collections.abc import Collection, Iterator, Sequence

from lcwsync.inspect.doctor import Check, State, commands_ready, left_open
from lcwsync.model.state import TenantIdentity
from lcwsync.render.formats import escape
from lcwsync.render.formats.values import counted

_GRAPH_APP = "00000003-0000-0000-c000-000000000000"
"""The application id of Microsoft Graph, the same in every tenant."""

_SYMBOLS = {State.OK: "ok", State.MISSING: "MISSING", State.UNKNOWN: "?", State.EXCESS: "!"}

SKEW_SECONDS = 300
"""From here on tokens are refused for their times."""


def doctor_text(
    tenant: TenantIdentity,
    who: str,
    checks: Sequence[Check],
    *,
    purpose: str,
    named: Collection[str],
    application_id: str | None,
    clock_skew: float | None,
    network: Sequence[str] = (),
) -> str:
    """The whole report; `network` are the lines about how the service is reached. The last lines list what to grant."""
    ready = commands_ready(checks, purpose, named)
    lines = [
        f"Tenant {tenant.name} ({tenant.id})" + (", the embedded sandbox" if tenant.sandbox else ""),
        who,
        *network,
        _clock(clock_skew, sandbox=tenant.sandbox),
        "",
        *(f"  {_symbol(check):8}{check.name}  ({check.said})" for check in checks),
        "",
        *(f"{_READY[state]}: lcwsync {command}" for command, state in ready.items()),
        *_left_open(checks, [command for command, state in ready.items() if state is State.OK]),
        *_grants([check for check in checks if check.state is State.MISSING and not check.optional], application_id),
        *_offers([check for check in checks if check.state is State.MISSING and check.optional]),
    ]
    return "\n".join(escape.terminal(line) for line in lines) + "\n"


def repository_text(repository: str, branch: str, checks: Sequence[Check]) -> str:
    """What a GitHub repository enforces, and in the last lines what is missing and what could not be read."""
    missing = [check for check in checks if check.state is State.MISSING]
    unread = [check for check in checks if check.state is State.UNKNOWN]
    lines = [
        f"Repository {repository}, default branch {branch}",
        "",
        *(f"  {_symbol(check):8}{check.name}  ({check.said})" for check in checks),
        "",
    ]
    if missing:
        lines.append(
            f"MISSING: {counted(len(missing), 'setting')}; .github/lcwsync-ruleset.json is the ruleset to import"
        )
    if unread:
        lines.append(
            f"cannot tell: {counted(len(unread), 'setting')}; the token of an admin of the repository sees more"
        )
    if not missing and not unread:
        lines.append("ok: everything was read, and nothing is missing")
    return "\n".join(escape.terminal(line) for line in lines) + "\n"


_READY = {State.OK: "ready", State.MISSING: "NOT READY", State.UNKNOWN: "cannot tell"}


def _clock(skew: float | None, *, sandbox: bool) -> str:
    if sandbox:
        return "Clock: the sandbox's own"
    if skew is None:
        return "Clock: the service gave no date to compare with"
    if abs(skew) < SKEW_SECONDS:
        return "Clock: agrees with the service's"
    return f"Clock: {abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} the service's; tokens may be refused"


def _symbol(check: Check) -> str:
    return "-" if check.optional and check.state is State.MISSING else _SYMBOLS[check.state]


def _left_open(checks: Sequence[Check], ready: Sequence[str]) -> Iterator[str]:
    """The checks that commands which are ready cannot make: they say so each time."""
    open_: dict[tuple[str, str], list[str]] = {}
    for command in ready:
        for unknown, operation in left_open(checks, command):
            open_.setdefault((unknown, operation.least), []).append(command)
    if open_:
        yield ""
        yield "Ready, but names alone are read, so some of it is left open:"
    for (unknown, permission), commands in open_.items():
        yield f"  {', '.join(commands)} cannot tell {unknown}, without {permission}"


def _offers(missing: Sequence[Check]) -> Iterator[str]:
    wanted = dict.fromkeys(check.grant.least for check in missing if check.grant)
    if wanted:
        yield ""
        yield f"For the commands that are not ready, if this identity is to run them, also: {', '.join(wanted)}."


def _grants(missing: Sequence[Check], application_id: str | None) -> Iterator[str]:
    wanted = dict.fromkeys(check.grant.least for check in missing if check.grant)
    if not wanted:
        return
    app = application_id or "APPLICATION_ID"
    yield ""
    yield "To grant (Entra admin center > App registrations > the application > API permissions > Add a permission >"
    yield "Microsoft Graph > Application permissions, then Grant admin consent), or with the Azure CLI:"
    for permission in wanted:
        yield f"  id=$(az ad sp show --id {_GRAPH_APP} --query \"appRoles[?value=='{permission}'].id\" -o tsv)"
        yield f'  az ad app permission add --id {app} --api {_GRAPH_APP} --api-permissions "$id=Role"  # {permission}'
    yield f"  az ad app permission admin-consent --id {app}"
    roles = dict.fromkeys(check.grant.role for check in missing if check.grant and check.grant.role)
    if roles:
        yield f"A person who is signed in needs a role instead: {', '.join(str(role) for role in roles)}."
