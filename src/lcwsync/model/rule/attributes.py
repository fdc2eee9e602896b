"""The attributes a scope rule can ask about.

https://learn.microsoft.com/graph/api/resources/identitygovernance-rulebasedsubjectset lists them with their operators,
https://learn.microsoft.com/graph/aad-advanced-queries says which of them `/users?$filter=` finds only in its index;
in doubt this table says ADVANCED, which works for the others as well.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from lcwsync.model.rule.syntax import And, AnyOf, Compare, In, Not, Operator, Or, Rule, StartsWith
from lcwsync.values.nearest import nearest


class Holds(StrEnum):
    """The type of an attribute's value."""

    TEXT = "text"
    BOOLEAN = "true or false"
    TEXTS = "a collection of texts"
    PLANS = "a collection of service plans"
    OPEN = "what the tenant defined"
    """A custom security attribute or a directory extension: type and number of values are not known here."""


class Lookup(StrEnum):
    """The support for an attribute in `/users?$filter=`."""

    PLAIN = "plain"
    ADVANCED = "advanced"
    """Needs `ConsistencyLevel: eventual` and `$count=true`."""
    NONE = "none"


class Attribute(NamedTuple):
    """One attribute, spelled as Graph spells it."""

    name: str
    holds: Holds = Holds.TEXT
    starts_with: bool = False
    lookup: Lookup = Lookup.ADVANCED
    always_set: bool = False
    """No user is without it."""
    divides_all: bool = False
    """It only sorts all users into a few large classes, so that it does not narrow a rule by itself."""
    known_values: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """What can be compared in an element of the collection; empty when the element itself is compared."""

    @property
    def is_collection(self) -> bool:
        """Whether rules ask about it with `any(...)`."""
        return self.holds in (Holds.TEXTS, Holds.PLANS)

    @property
    def operators(self) -> tuple[Operator, ...]:
        """The operators the service documents for it."""
        equality = (Operator.EQ, Operator.NE, Operator.IN)
        return (*equality, Operator.STARTS_WITH) if self.starts_with else equality


PLAN_STATES = ("Enabled", "Warning", "Suspended", "Deleted", "LockedOut")
"""assignedPlan.capabilityStatus (https://learn.microsoft.com/graph/api/resources/assignedplan)."""

_PLAIN_TEXTS = (
    "city",
    "country",
    "department",
    "givenName",
    "jobTitle",
    "mail",
    "mailNickname",
    "state",
    "surname",
    "usageLocation",
)
_INDEXED_TEXTS = (
    "companyName",
    "faxNumber",
    "mobilePhone",
    "officeLocation",
    "postalCode",
    "preferredLanguage",
    "streetAddress",
)
_EXACT_TEXTS = (
    "employeeOrgData/costCenter",
    "employeeOrgData/division",
    "employeeType",
    *(f"onPremisesExtensionAttributes/extensionAttribute{number}" for number in range(1, 16)),
)

_ALL = (
    *(Attribute(name=name, starts_with=True, lookup=Lookup.PLAIN) for name in _PLAIN_TEXTS),
    *(Attribute(name=name, starts_with=True) for name in _INDEXED_TEXTS),
    *(Attribute(name=name) for name in _EXACT_TEXTS),
    Attribute(name="displayName", starts_with=True, lookup=Lookup.PLAIN, always_set=True),
    Attribute(name="userPrincipalName", starts_with=True, lookup=Lookup.PLAIN, always_set=True),
    Attribute(name="employeeId", lookup=Lookup.PLAIN),
    Attribute(name="onPremisesSecurityIdentifier", lookup=Lookup.NONE),
    Attribute(name="userType", lookup=Lookup.PLAIN, divides_all=True, known_values=("Member", "Guest")),
    Attribute(name="accountEnabled", holds=Holds.BOOLEAN, lookup=Lookup.PLAIN, always_set=True, divides_all=True),
    Attribute(name="onPremisesSyncEnabled", holds=Holds.BOOLEAN, lookup=Lookup.PLAIN, divides_all=True),
    Attribute(name="otherMails", holds=Holds.TEXTS, starts_with=True),
    Attribute(name="proxyAddresses", holds=Holds.TEXTS, starts_with=True, lookup=Lookup.PLAIN),
    Attribute(name="assignedPlans", holds=Holds.PLANS, parts=("capabilityStatus", "service", "servicePlanId")),
)

ATTRIBUTES = {attribute.name: attribute for attribute in sorted(_ALL, key=lambda attribute: attribute.name)}
"""Every documented attribute by name."""

_BY_LOWER_NAME = {name.lower(): attribute for name, attribute in ATTRIBUTES.items()}
_CUSTOM_SECURITY = re.compile(r"customSecurityAttributes/\w+/\w+", re.IGNORECASE)
_EXTENSION = re.compile(r"extension_[0-9a-f]{32}_\w+", re.IGNORECASE)


def find(name: str) -> Attribute | None:
    """The attribute of that name, whatever its case; None when rules are not known to support it.

    Custom security attributes (`customSecurityAttributes/Set/Name`) and directory extensions (`extension_<appId
    without dashes>_<name>`) are found too: the service supports them, though it publishes neither their spelling in
    rules nor their operators.
    """
    known = _BY_LOWER_NAME.get(name.lower())
    if known:
        return known
    if _CUSTOM_SECURITY.fullmatch(name):
        # Reading them takes a permission of its own, which a preview need not hold.
        return Attribute(name=name, holds=Holds.OPEN, starts_with=True, lookup=Lookup.NONE)
    if _EXTENSION.fullmatch(name):
        return Attribute(name=name, holds=Holds.OPEN, starts_with=True, lookup=Lookup.PLAIN)
    return None


def is_custom_security(name: str) -> bool:
    """Whether a name in a rule is of a custom security attribute, or of the property that holds them all."""
    return name.partition("/")[0].casefold() == "customsecurityattributes"


def spelled(name: str) -> str:
    """The name in Graph's spelling; an unknown name is returned unchanged."""
    known = find(name)
    return known.name if known else name


def suggestion(name: str, among: Iterable[str] = ATTRIBUTES) -> str | None:
    """The known name that comes nearest to a mistyped one."""
    last_parts = {known.lower().rpartition("/")[2]: known for known in among}
    by_lower = {known.lower(): known for known in among}
    # People leave out the object in front: costCenter, extensionAttribute1.
    if found := last_parts.get(name.lower().rpartition("/")[2]):
        return found
    return nearest(name, by_lower.values())


def attributes_used(rule: Rule) -> frozenset[str]:
    """The attributes of a user the rule asks about, as Graph spells them; a collection counts once, by its name.

    The part before the first `/` is what `$select` takes.
    """
    used: set[str] = set()
    pending = [rule]
    while pending:
        match pending.pop():
            case And(operands=operands) | Or(operands=operands):
                pending.extend(operands)
            case Not(operand=operand):
                pending.append(operand)
            case AnyOf(collection=name) | Compare(attribute=name) | In(attribute=name) | StartsWith(attribute=name):
                used.add(spelled(name))
    return frozenset(used)
