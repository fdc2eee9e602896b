"""Regular expressions that may take for ever: found by their form, before one of them meets a text."""

import re

MAX_PATTERN = 1_000
"""Characters of one pattern."""

_UNBOUNDED = re.compile(r"[*+]|\{[0-9]*,\}|\{[0-9]*,([0-9]{2,})\}")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def problem_of(pattern: str) -> str | None:
    """The reason why a pattern cannot be used; None when it can. In a pattern like `(a+)+` the steps double with each
    character of a text that does not fit."""
    if len(pattern) > MAX_PATTERN:
        return f"the pattern has {len(pattern)} characters; at most {MAX_PATTERN} are read"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"the pattern is not a regular expression: {error}"
    if re.search(r"\\[1-9]|\(\?P=", pattern):
        return "the pattern refers back to one of its groups"
    return "the pattern repeats a group that itself repeats" if _repeats_a_repetition(pattern) else None


def _repeats_a_repetition(pattern: str) -> bool:
    """Whether a repeated group ends in, and begins with, what its inner repetition can take as well.

    `(-[A-Z]+)*` is safe: each round begins with a character of its own.
    """
    open_groups: list[tuple[int, bool]] = []
    repeats = False
    position = 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        assert token is not None
        position = token.end()
        match token.group():
            case "(":
                open_groups.append((position, repeats))
                repeats = False
            case ")" if open_groups:
                start, outside = open_groups.pop()
                again = _UNBOUNDED.match(pattern, position)
                if again and repeats and not _delimited(pattern[start : token.start()]):
                    return True
                repeats = repeats or outside or again is not None
            case _ if _UNBOUNDED.match(pattern, token.start()):
                repeats = True
            case _:
                pass
    return False


_PLAIN_START = re.compile(r"(?:\?:)?(?:\\([^\w\s])|([^\w\s\\()\[\]{}.^$*+?|]))(?![*+?{])")
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^*+?{}(),|\\]", re.DOTALL)


def _delimited(body: str) -> bool:
    """Whether a group begins with one plain character that nothing else in it can take."""
    start = _PLAIN_START.match(body)
    if start is None or "(" in body[start.end() :] or "|" in body:
        return False
    delimiter = start.group(1) or start.group(2)
    atoms: list[str] = _ATOM.findall(body, start.end())
    return not any(re.fullmatch(atom, delimiter, re.DOTALL) for atom in atoms if atom not in "^$")
