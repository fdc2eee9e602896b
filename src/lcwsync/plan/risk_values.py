"""What the risks of a plan share: what surrounds its actions, and values in words."""

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.tap_policy import GroupTarget, TapPolicy
from lcwsync.plan.changes import Value
from lcwsync.values.findings import Rating
from lcwsync.values.records import dataclass

Found = tuple[str, Rating, str]
"""Code, rating and message of a risk of one action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Powerful:
    """Groups whose members can do more: ids."""

    with_roles: frozenset[str] = frozenset()
    """Groups that directory roles can be assigned to."""
    included: frozenset[str] = frozenset()
    """Groups whose members can use a pass."""
    excluded: frozenset[str] = frozenset()
    """Groups whose members cannot use a pass, whatever else they are in."""


def powerful(with_roles: frozenset[str], *policies: TapPolicy | None) -> Powerful:
    """The groups that count, by the TAP policy of git and of the tenant."""
    known = [policy for policy in policies if policy is not None]
    return Powerful(
        with_roles=with_roles,
        included=frozenset(
            target.group.id or ""
            for policy in known
            for target in policy.include_targets or ()
            if isinstance(target, GroupTarget)
        ),
        excluded=frozenset(
            target.group.id or ""
            for policy in known
            for target in policy.exclude_targets or ()
            if isinstance(target, GroupTarget)
        ),
    )


def plain(value: object) -> Value:
    """An argument as far as risks look at it."""
    match value:
        case bool() | int() | str() | Ref():
            return value
        case tuple():
            return tuple(item for item in value if isinstance(item, Ref))
        case _:
            return None


def more(before: Value, after: Value) -> bool:
    """Whether a number grows."""
    return isinstance(before, int) and isinstance(after, int) and after > before


def alive(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """Without what is deleted in the tenant: an exclusion of it excluded nobody."""
    return tuple(item for item in items if not (isinstance(item, Ref) and item.deleted))


def names(items: tuple[Value, ...]) -> str:
    """Names of things; people are only counted, since a plan may be read in public."""
    people = sum(isinstance(item, Ref) and item.kind is RefKind.USER for item in items)
    things = [str(item) for item in items if not (isinstance(item, Ref) and item.kind is RefKind.USER)]
    return ", ".join([*things, *([f"{people} {'person' if people == 1 else 'people'}"] if people else [])])
