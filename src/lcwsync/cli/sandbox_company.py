"""The actions of `sandbox` that HR would take: hire, move, leave, join, set; and lists of people and groups."""

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lcwsync.sandbox.store import Store

ACTIONS = ("hire", "move", "leave", "join", "set", "limits", "people", "groups")


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the actions."""
    hire = actions.add_parser("hire", help="hire a person; the account is disabled until somebody enables it")
    hire.add_argument("name", metavar="NAME", help="such as 'Ana Lima'")
    hire.add_argument("--department", required=True, metavar="NAME")
    hire.add_argument("--manager", metavar="UPN")
    hire.add_argument("--title", metavar="TEXT")
    _add_day(hire, 7, "first day")
    move = actions.add_parser("move", help="change department, manager or title of a person")
    move.add_argument("user", metavar="UPN")
    move.add_argument("--department", metavar="NAME")
    move.add_argument("--manager", metavar="UPN")
    move.add_argument("--title", metavar="TEXT")
    leave = actions.add_parser("leave", help="write the last day of a person")
    leave.add_argument("user", metavar="UPN")
    _add_day(leave, 7, "last day")
    join = actions.add_parser("join", help="put a person into a group, or with --out take them out of it")
    join.add_argument("user", metavar="UPN")
    join.add_argument("group", metavar="GROUP")
    join.add_argument("--out", action="store_true", help="take the person out of the group")
    set_ = actions.add_parser("set", help="set properties of a person, such as department=Sales or mail= to clear one")
    set_.add_argument("user", metavar="UPN")
    set_.add_argument("properties", nargs="+", type=_pair, metavar="NAME=VALUE", help="names of Graph's user")
    limits = actions.add_parser("limits", help="set execution limits, as in Workflow settings of the portal")
    limits.add_argument("workflow", nargs="?", metavar="WORKFLOW", help="default: the tenant's, for every workflow")
    limits.add_argument("--people", type=_limit, metavar="N", help="people that one scheduled run may take up")
    limits.add_argument("--percent", type=_limit, metavar="N", help="the same as a percentage; without both: no limit")
    for name, what in (("people", "name, address or department"), ("groups", "name")):
        listed = actions.add_parser(name, help=f"list the {name} of the company")
        listed.add_argument("text", nargs="?", default="", metavar="TEXT", help=f"only those whose {what} has this")


def lines_of(arguments: argparse.Namespace, store: "Store") -> Iterable[str]:
    """Carry out an action and return what to print. Raises SandboxUsageError."""
    from lcwsync.sandbox.console import company

    events = company()
    match arguments.action:
        case "hire":
            on = arguments.on or events.in_days(store, arguments.days)
            hired = events.hire(
                store,
                arguments.name,
                department=arguments.department,
                manager=arguments.manager,
                title=arguments.title,
                on=on,
            )
            return [f"{hired['displayName']} ({hired['userPrincipalName']}) starts on {on:%Y-%m-%d}"]
        case "move":
            moved = events.move(
                store,
                arguments.user,
                department=arguments.department,
                manager=arguments.manager,
                title=arguments.title,
            )
            return [f"{moved['displayName']} is now in {moved.get('department') or 'no department'}"]
        case "leave":
            on = arguments.on or events.in_days(store, arguments.days)
            leaving = events.leave(store, arguments.user, on=on)
            return [f"{leaving['displayName']} leaves on {on:%Y-%m-%d}"]
        case "join":
            user, group = events.join(store, arguments.user, arguments.group, out=arguments.out)
            return [f"{user['displayName']} {'left' if arguments.out else 'joined'} {group['displayName']}"]
        case "set":
            changed = events.set_properties(store, arguments.user, dict(arguments.properties))
            return [f"{changed['displayName']}: {', '.join(name for name, _ in arguments.properties)} set"]
        case "limits":
            of, most, share = arguments.workflow, arguments.people, arguments.percent
            whose = events.set_limits(store, of, people=most, percent=share)
            parts = [f"{most} {'person' if most == 1 else 'people'}"] if most is not None else []
            parts += [f"{share} %"] if share is not None else []
            return [f"execution limit of {whose}: {' or '.join(parts) or 'none'}"]
        case "people":
            return [str(line) for line in events.people(store, arguments.text)]
        case _:
            return [str(line) for line in events.groups(store, arguments.text)]


def _add_day(parser: argparse.ArgumentParser, days: int, what: str) -> None:
    day = parser.add_mutually_exclusive_group()
    day.add_argument("--on", type=_day, metavar="DATE", help=f"the {what}, such as 2026-12-01")
    day.add_argument(
        "--days", type=int, default=days, metavar="N", help=f"the {what}, so many days from the sandbox's today"
    )


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-12-01") from None


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"a whole number from 1 was expected, not {text!r}")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text} is not NAME=VALUE")
    return name, value
