"""The TAP policy: its form, and the object of the model it becomes."""

from typing import cast

from lcwsync.config.form.check import Checked
from lcwsync.config.form.shape import Choice, Either, Fields, Listed, Text
from lcwsync.config.kinds.common import plain_shapes
from lcwsync.model.fields import attributes_from
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.tap_policy import (
    ALL_USERS,
    TAP_POLICY_FIELDS,
    AllUsers,
    GroupTarget,
    PolicyState,
    TapPolicy,
    Target,
    UserTarget,
)

_GROUP_OR_USER = Fields(
    keys={
        "group": Text(refers=RefKind.GROUP, about="The members of this group."),
        "user": Text(refers=RefKind.USER, about="A single user; the service documents groups only."),
    },
    alternatives=(("group",), ("user",)),
)

_TARGET = Either(word=Choice(values={ALL_USERS: "Everybody in the tenant."}), other=_GROUP_OR_USER)

TAP_POLICY = Fields(
    about="The Temporary Access Pass policy of the tenant. A key that is left out is left as the tenant has it.",
    keys={
        **plain_shapes(
            TAP_POLICY_FIELDS,
            {
                "state": Choice(
                    values={
                        PolicyState.ENABLED.value: "Passes can be created and used.",
                        PolicyState.DISABLED.value: "No pass can be created or used.",
                    }
                ),
                "isUsableOnce": "true: every pass works once. Passes made for repeated use stop working.",
                "minimumLifetimeInMinutes": "The shortest lifetime that a pass can have.",
                "defaultLifetimeInMinutes": "The lifetime of a pass that is created without one.",
                "maximumLifetimeInMinutes": "The longest lifetime that a pass can have.",
                "defaultLength": "The length of a pass.",
            },
        ),
        "includeTargets": Listed(of=_TARGET, unique=False, about="Who can sign in with a pass: [allUsers], or groups."),
        "excludeTargets": Listed(
            of=_TARGET, unique=False, about="Groups whose members cannot use a pass; this wins over includeTargets."
        ),
    },
)


def tap_policy_of(checked: Checked) -> TapPolicy:
    """The TAP policy."""
    return TapPolicy(
        **attributes_from(checked, TAP_POLICY_FIELDS),
        include_targets=_targets(checked, "includeTargets"),
        exclude_targets=_targets(checked, "excludeTargets"),
    )


def _targets(checked: Checked, key: str) -> tuple[Target, ...] | None:
    items = cast("tuple[str | Checked, ...] | None", checked.get(key))
    if items is None:
        return None
    return tuple(target for item in items if (target := _target(item)) is not None)


def _target(item: str | Checked) -> Target | None:
    match item:
        case str():
            return AllUsers()
        case {"group": str(name)}:
            return GroupTarget(Ref.of(RefKind.GROUP, name))
        case {"user": str(name)}:
            return UserTarget(Ref.of(RefKind.USER, name))
        case _:
            return None
