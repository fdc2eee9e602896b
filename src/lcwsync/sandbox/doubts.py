"""The table of doubts: what Microsoft does not document, or documents in two ways, with a value for each reading.

The first value is the default: the reading that punishes a client for relying on the other one, unless the row says
why not. `guesses` holds the smaller choices, which have no switch.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from lcwsync.sandbox.errors import SandboxUsageError
from lcwsync.sandbox.http.routing import GraphError, Request
from lcwsync.sandbox.store import Store


class Doubt(NamedTuple):
    """One question about the service."""

    name: str
    question: str
    values: Mapping[str, str]
    """Each answer the sandbox can give, in words; the first is the default."""
    source: str


_REFUSALS = {
    "400": "refused as an option of the query",
    "403": "refused for want of a permission that no page names",
    "404": "answered as if the object did not exist",
    "500": "answered by a failure",
}

DOUBTS = {
    doubt.name: doubt
    for doubt in (
        Doubt(
            "units-by-expand",
            "Does a read of a workflow with $expand=administrationScopeTargets work?",
            {
                "works": "it shows the units; the default, since no other way to read them is known",
                **_REFUSALS,
                "drops-tasks": "it works, and the answer lacks the tasks, as with $select",
            },
            "https://learn.microsoft.com/graph/api/identitygovernance-workflow-get names other expansions only",
        ),
        Doubt(
            "apps-by-expand",
            "Does a list of custom task extensions with $expand of the authorized apps work?",
            {"works": "it shows them; the default, since no other way to read them is known", **_REFUSALS},
            "https://learn.microsoft.com/graph/api/"
            "identitygovernance-lifecycleworkflowscontainer-list-customtaskextensions lists no $expand",
        ),
        Doubt(
            "names-of-ids",
            "Which permission does directoryObjects/getByIds take?",
            {"directory": "Directory.Read.All only, as its page says", "any": "a permission to read one of the kinds"},
            "https://learn.microsoft.com/graph/api/directoryobject-getbyids",
        ),
        Doubt(
            "leave-dates",
            "What is employeeLeaveDateTime without User-LifeCycleInfo.Read.All?",
            {"null": "empty, without an error, as observed", "403": "refused"},
            "https://learn.microsoft.com/graph/api/resources/user names the permission, not the answer",
        ),
        Doubt(
            "passes-outside-policy",
            "Can a pass be created for a user whom the TAP policy does not include?",
            {"refused": "no, as observed", "created": "yes, and the user cannot sign in with it, as one page says"},
            "https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass",
        ),
        Doubt(
            "sign-ins-by-name",
            "Can signInActivity be read of a user who is named by user principal name?",
            {"refused": "no, by id only, as observed", "works": "yes"},
            "https://learn.microsoft.com/graph/api/resources/signinactivity",
        ),
    )
}
"""Every doubt by its name."""


def answer(store: Store, name: str) -> str:
    """The sandbox's answer to a doubt."""
    return store.doubts.get(name) or next(iter(DOUBTS[name].values))


_EXPANSIONS = {"administrationscopetargets": "units-by-expand", "authorizedapps": "apps-by-expand"}


def refuse_expansion(request: Request, store: Store) -> None:
    """Raises GraphError for a read whose expansion is doubtful and answered as refused."""
    expand = request.query.get("$expand", "").lower()
    for name, doubt in _EXPANSIONS.items():
        if name in expand and (value := answer(store, doubt)).isdecimal():
            raise GraphError(int(value), "BadRequest", f"The expansion of {name} is answered with {value}.")


def parse_doubts(texts: Iterable[str]) -> dict[str, str]:
    """Answers by name, from texts such as `leave-dates=403`. Raises SandboxUsageError with what was probably meant."""
    answers = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in DOUBTS:
            raise SandboxUsageError(f"there is no doubt {name}", hint=_meant(name, DOUBTS))
        if value not in DOUBTS[name].values:
            raise SandboxUsageError(
                f"{name} has no answer {value or '(none)'}", hint=_meant(value, DOUBTS[name].values)
            )
        answers[name] = value
    return answers


def _meant(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}"
