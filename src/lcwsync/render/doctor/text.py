"""An examination of the identity for people: what is there, what is missing, and exactly what to grant."""

from collections.abc import Iterator

from lcwsync.inspect.doctor import Check, State
from lcwsync.render.doctor.view import Examined, ExaminedRepository
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.terminal import Pen
from lcwsync.render.formats.values import counted
from lcwsync.values.findings import Severity

_GRAPH_APP = "00000003-0000-0000-c000-000000000000"
"""The application id of Microsoft Graph, the same in every tenant."""

_SYMBOLS = {State.OK: "ok", State.MISSING: "MISSING", State.UNKNOWN: "?", State.EXCESS: "!"}

_GRAVE = {State.MISSING: Severity.ERROR, State.UNKNOWN: Severity.NOTE, State.EXCESS: Severity.WARNING}

SKEW_SECONDS = 300
"""From here on tokens are refused for their times."""


def doctor_text(examined: Examined, *, colour: bool = False, unicode: bool = True, width: int | None = None) -> str:
    """The whole report. The last lines list what to grant, unbroken, to be copied."""
    pen, tenant = Pen(colour=colour, unicode=unicode), examined.tenant
    lines = [
        pen.prose(f"Tenant {tenant.name} ({tenant.id})" + (", the embedded sandbox" if tenant.sandbox else "")),
        pen.prose(_identity(examined)),
        *(pen.prose(line) for line in examined.network),
        pen.prose(_clock(examined.clock_skew, sandbox=tenant.sandbox)),
        "",
        *(_check(check, pen) for check in examined.checks),
        "",
        *(pen.prose(f"{_READY[state]}: lcwsync {command}") for command, state in examined.commands.items()),
        *(pen.prose(line) for line in _left_open(examined)),
    ]
    copied = [pen.prose(line) for line in (*_grants(examined), *_offers(examined))]
    return "\n".join((fitted("\n".join(lines), width), *copied)) + "\n"


def repository_text(
    examined: ExaminedRepository, *, colour: bool = False, unicode: bool = True, width: int | None = None
) -> str:
    """What a GitHub repository enforces, and in the last lines what is missing and what could not be read."""
    pen, checks = Pen(colour=colour, unicode=unicode), examined.checks
    missing = [check for check in checks if check.state is State.MISSING]
    unread = [check for check in checks if check.state is State.UNKNOWN]
    lines = [
        pen.prose(f"Repository {examined.repository}, default branch {examined.branch}"),
        "",
        *(_check(check, pen) for check in checks),
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
    return fitted("\n".join(lines), width) + "\n"


def _identity(examined: Examined) -> str:
    if examined.opaque:
        return "Identity: the token is opaque: only reads of the service show what it may do"
    return f"Identity: {examined.user or 'application ' + (examined.application_id or '?')}"


_READY = {State.OK: "ready", State.MISSING: "NOT READY", State.UNKNOWN: "cannot tell"}


def _clock(skew: float | None, *, sandbox: bool) -> str:
    if sandbox:
        return "Clock: the sandbox's own"
    if skew is None:
        return "Clock: the service gave no date to compare with"
    if abs(skew) < SKEW_SECONDS:
        return "Clock: agrees with the service's"
    return f"Clock: {abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} the service's; tokens may be refused"


def _check(check: Check, pen: Pen) -> str:
    optional = check.optional and check.state is State.MISSING
    symbol = "-" if optional else _SYMBOLS[check.state]
    shown = pen.prose(f"  {symbol:8}{check.name}  ({check.said})")
    grave = _GRAVE.get(check.state)
    return shown if grave is None or optional else pen.paint(grave, shown)


def _left_open(examined: Examined) -> Iterator[str]:
    if found := examined.left_open:
        yield ""
        yield "Ready, but names alone are read, so some of it is left open:"
    for what, permission, commands in found:
        yield f"  {', '.join(commands)} cannot tell {what}, without {permission}"


def _offers(examined: Examined) -> Iterator[str]:
    if examined.to_offer:
        yield ""
        yield (
            "For the commands that are not ready, if this identity is to run them, also: "
            f"{', '.join(examined.to_offer)}."
        )


def _grants(examined: Examined) -> Iterator[str]:
    if not examined.to_grant:
        return
    app = examined.application_id or "APPLICATION_ID"
    yield ""
    yield "To grant (Entra admin center > App registrations > the application > API permissions > Add a permission >"
    yield "Microsoft Graph > Application permissions, then Grant admin consent), or with the Azure CLI:"
    for permission in examined.to_grant:
        yield f"  id=$(az ad sp show --id {_GRAPH_APP} --query \"appRoles[?value=='{permission}'].id\" -o tsv)"
        yield f'  az ad app permission add --id {app} --api {_GRAPH_APP} --api-permissions "$id=Role"  # {permission}'
    yield f"  az ad app permission admin-consent --id {app}"
    if examined.roles:
        yield f"A person who is signed in needs the delegated permissions, and a role: {', '.join(examined.roles)}."
