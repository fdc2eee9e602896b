"""The known word that a mistyped one probably means."""

from collections.abc import Iterable

LONGEST_WORD = 100
"""Characters of the longest word worth guessing at: the search is slow for long ones."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that is closest, compared without case; None when none is close."""
    found = nearest_few(word, known, at_most=1)
    return found[0] if found else None


def nearest_few(word: str, known: Iterable[str], *, at_most: int = 3, alike: float = 0.7) -> tuple[str, ...]:
    """The closest known words, the closest first. `alike` is the least likeness, from 0 to 1."""
    if len(word) > LONGEST_WORD:
        return ()
    from difflib import get_close_matches

    by_lower = {each.lower(): each for each in known}
    return tuple(by_lower[near] for near in get_close_matches(word.lower(), by_lower, n=at_most, cutoff=alike))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean plan?`, or with several words `did you mean plan or apply?`; None when none is close."""
    near = nearest_few(word, known, at_most=2)
    return f"did you mean {' or '.join(near)}?" if near else None
