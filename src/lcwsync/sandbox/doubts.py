"""The answers of a sandbox to the doubts about the service, and their texts on a command line."""

from collections.abc import Iterable
from difflib import get_close_matches

from lcwsync.sandbox.doubt_table import READS, RUNS, SAVES, Doubt
from lcwsync.sandbox.entitlement.doubts import ENTITLEMENT
from lcwsync.sandbox.errors import SandboxUsageError
from lcwsync.sandbox.http.routing import GraphError, Request
from lcwsync.sandbox.store import Store

__all__ = ["DOUBTS", "Doubt", "answer", "parse_doubts", "refuse_expansion"]

DOUBTS = {doubt.name: doubt for doubt in (*READS, *SAVES, *RUNS, *ENTITLEMENT)}
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
            raise SandboxUsageError(f'there is no doubt named "{name}"', hint=_meant(name, DOUBTS))
        if value not in DOUBTS[name].values:
            raise SandboxUsageError(
                f"{name} has no answer {value or '(none)'}", hint=_meant(value, DOUBTS[name].values)
            )
        answers[name] = value
    return answers


def _meant(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}"
