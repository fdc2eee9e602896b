"""What a change of git does to TapGuardrails: the limits on passes, who is expected to create one, the requests."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from lcwsync.model.guardrails import ExpectedPrincipal, NeverInScope, RequestRules, TapGuardrails, Tier
from lcwsync.values.findings import Rating


class Way(Enum):
    """What a change does to a guard."""

    LOOSER = Rating.HIGH
    UNKNOWN = "cannot be told"
    TIGHTER = Rating.LOW

    @staticmethod
    def looser(looser: bool) -> "Way":  # noqa: FBT001 - the value is the argument
        """Looser or tighter."""
        return Way.LOOSER if looser else Way.TIGHTER

    @property
    def rating(self) -> Rating:
        """What cannot be told is never counted as good."""
        return Rating.LOW if self is Way.TIGHTER else Rating.HIGH


class Change(NamedTuple):
    """One change of a guard. `keys` lead to its place below the guard's own, `path` is a place of its own; `content` is
    the digest of a file that the message does not quote."""

    way: Way
    message: str
    keys: tuple[str | int, ...] = ()
    path: tuple[str, ...] = ()
    people: str = ""
    content: str = ""


def guardrail_changes(before: TapGuardrails | None, after: TapGuardrails | None) -> Iterator[Change]:
    """Every change of the guardrails; a file that leaves git is one change."""
    if after is None:
        if before is not None:
            what = "no limit on passes, no list of who is expected to create one, no limit on requests"
            yield Change(Way.LOOSER, f"TapGuardrails is not in git any more: {what}")
        return
    if before is None:
        yield Change(Way.TIGHTER, "TapGuardrails is new in git")
        return
    was, is_ = before.maximum_lifetime_in_minutes, after.maximum_lifetime_in_minutes
    if was != is_:
        said = f"maximumLifetimeInMinutes {_number(was)} → {_number(is_)}"
        yield Change(Way.looser(_higher(was, is_)), said, ("maximumLifetimeInMinutes",))
    if before.require_one_time_use != after.require_one_time_use:
        said = "passes must be for one use" if after.require_one_time_use else "passes may be for more than one use"
        yield Change(Way.looser(before.require_one_time_use), f"{said} (requireOneTimeUse)", ("requireOneTimeUse",))
    yield from _requests(before.requests, after.requests)
    yield from _never_in_scope(before.never_in_scope, after.never_in_scope)
    yield from _expected(before.expected, after.expected)


def _never_in_scope(before: NeverInScope | None, after: NeverInScope | None) -> Iterator[Change]:
    for key in ("users", "groups"):
        was, is_ = ({str(ref.name or ref.id) for ref in getattr(never, key, ())} for never in (before, after))
        for name in sorted(was ^ is_):
            gained = name in is_
            shown = name if key == "groups" else "one person"
            said = f"{shown} {'must never be' if gained else 'may be'} in a dangerous scope (neverInScope.{key})"
            people = "" if key == "groups" else name
            yield Change(Way.looser(not gained), said, ("neverInScope", key), people=people)


def _requests(before: RequestRules, after: RequestRules) -> Iterator[Change]:
    for key, was, is_ in (
        ("perPersonPerDay", before.per_person_per_day, after.per_person_per_day),
        ("perRequesterPerDay", before.per_requester_per_day, after.per_requester_per_day),
    ):
        if was != is_:
            said = f"requests.{key} {_number(was)} → {_number(is_)}"
            yield Change(Way.looser(_higher(was, is_)), said, ("requests", key))
    if before.allow_guests != after.allow_guests:
        said = "guests may request a pass" if after.allow_guests else "guests may not request a pass any more"
        yield Change(Way.looser(after.allow_guests), f"{said} (requests.allowGuests)", ("requests", "allowGuests"))
    for domain in sorted({*before.mail_domains} ^ {*after.mail_domains}):
        gained = domain in after.mail_domains
        said = f"mail with a pass may{'' if gained else ' not'} go to {domain}{'' if gained else ' any more'}"
        yield Change(Way.looser(gained), said, ("requests", "mailDomains"))


def _expected(before: tuple[ExpectedPrincipal, ...], after: tuple[ExpectedPrincipal, ...]) -> Iterator[Change]:
    """By principal and scope. A principal is a person or stands for people: only `people` names it."""
    old, new = _by_principal(before), _by_principal(after)
    for key in [*new, *(key for key in old if key not in new)]:
        was, is_ = old.get(key, {}), new.get(key, {})
        listed = [position for position, each in enumerate(after) if _key(each) == key]
        place: tuple[str | int, ...] = ("expected", *listed[:1])
        named = next(each for each in (*after, *before) if _key(each) == key)
        who = named.principal if named.name is None else f"{named.principal} ({named.name})"
        where = "" if named.scope == "/" else ", in one administrative unit"
        some = "an expected principal" if was and is_ else "one more principal" if is_ else "a principal"
        if gained := [tier for tier in is_ if tier not in was]:
            said = f"{some} is expected to have a way to passes: {', '.join(gained)}{where}"
            yield Change(Way.LOOSER, said, place, people=who)
        if standing := [tier for tier in is_ if was.get(tier) and not is_[tier]]:
            said = f"{some} may hold a right without activation (eligibleOnly): {', '.join(standing)}{where}"
            yield Change(Way.LOOSER, said, place, people=who)
        if lost := [tier for tier in was if tier not in is_]:
            said = f"{some} is not expected any more to have a way to passes: {', '.join(lost)}{where}"
            yield Change(Way.TIGHTER, said, place, people=who)
        if activated := [tier for tier in is_ if is_[tier] and was.get(tier) is False]:
            said = f"{some} must activate a right first (eligibleOnly): {', '.join(activated)}{where}"
            yield Change(Way.TIGHTER, said, place, people=who)


def _by_principal(listed: tuple[ExpectedPrincipal, ...]) -> dict[tuple[str, str], dict[Tier, bool]]:
    """Tiers by principal and scope; True: only a right that must be activated. A principal may be listed twice."""
    found: dict[tuple[str, str], dict[Tier, bool]] = {}
    for each in listed:
        tiers = found.setdefault(_key(each), {})
        tiers.update({tier: each.eligible_only and tiers.get(tier, True) for tier in each.tiers})
    return found


def _key(each: ExpectedPrincipal) -> tuple[str, str]:
    return each.principal.casefold(), each.scope.casefold()


def _number(value: int | None) -> str:
    return "(no limit)" if value is None else str(value)


def _higher(was: int | None, is_: int | None) -> bool:
    return was is not None and (is_ is None or is_ > was)
