"""The definition of a built-in task and its arguments."""

from enum import StrEnum
from typing import NamedTuple

from lcwsync.model.references import RefKind
from lcwsync.model.workflow import Category


class ArgumentType(StrEnum):
    """The form of an argument in git. On the wire every value is a string."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    REFERENCE = "reference"
    REFERENCES = "references"
    ATTRIBUTE_UPDATES = "attributeUpdates"
    RECIPIENT = "recipient"
    """A word of `RECIPIENTS`, or one user."""


RECIPIENTS = ("User", "Managers", "Sponsors")
"""The words that `to` of a mail takes, besides the id of one user
(https://learn.microsoft.com/graph/identitygovernance-lifecycleworkflows-task-arguments)."""

_DEFAULT_RECIPIENTS = {"user": "User", "manager": "Managers"}


class Effect(StrEnum):
    """The effect of a task that a reviewer should weigh."""

    CREATES_PASS = "createsPass"  # noqa: S105 - a name, not a secret
    DELETES_ACCOUNT = "deletesAccount"
    DISABLES_ACCOUNT = "disablesAccount"
    ENABLES_ACCOUNT = "enablesAccount"
    REMOVES_ACCESS = "removesAccess"
    GRANTS_ACCESS = "grantsAccess"
    WRITES_ATTRIBUTES = "writesAttributes"
    RUNS_CODE = "runsCode"


class ArgumentDefinition(NamedTuple):
    """One argument a task takes."""

    name: str
    type: ArgumentType
    refers: RefKind | None = None
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    unit: str | None = None
    maximum_items: int | None = None
    placeholders: bool = False
    advised_length: int | None = None
    """The service publishes no limit; longer text is a warning."""
    pattern: str | None = None
    wanted: str = "a text"
    """What `pattern` stands for, in words."""
    empty_when_omitted: bool = False
    """Left out in git, it is emptied: the service never fills it by itself. Other arguments stay as they are."""


class TaskDefinition(NamedTuple):
    """One built-in task."""

    key: str
    """What git writes in `task:`."""
    id: str
    """taskDefinitionId, in lower case."""
    display_name: str
    categories: frozenset[Category]
    """Workflow categories that may use it."""
    api_spelling: str | None = None
    """Its name where the service spells it otherwise than its documentation."""
    categories_disputed: bool = False
    """The documentation disagrees with itself about the categories: no more than a warning comes of them."""
    also_known_as: tuple[str, ...] = ()
    """Other ids met on reads."""
    effect: Effect | None = None
    mails: str | None = None
    """Who receives its mail by default; None when it sends none."""
    preview: bool = False
    arguments: tuple[ArgumentDefinition, ...] = ()

    @property
    def api_display_name(self) -> str:
        """Its name as the service spells it."""
        return self.api_spelling or self.display_name

    @property
    def default_recipient(self) -> str | None:
        """The word of `RECIPIENTS` that says what happens without `to`; None when no word does."""
        return _DEFAULT_RECIPIENTS.get(self.mails or "")

    def argument(self, name: str) -> ArgumentDefinition | None:
        """The argument of that name, compared without case."""
        wanted = name.casefold()
        return next((a for a in self.arguments if a.name.casefold() == wanted), None)


class Placeholders(NamedTuple):
    """Names usable between double braces in a mail."""

    flat: frozenset[str]
    graph: frozenset[str]
    graph_prefixes: tuple[str, ...]
    pass_only: frozenset[str]
