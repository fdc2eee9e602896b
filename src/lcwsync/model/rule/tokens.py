"""The words of a rule."""

import re
from enum import StrEnum
from typing import NamedTuple

from lcwsync.model.rule.syntax import RuleSyntaxError

MAX_LENGTH = 20_000
"""Characters of a rule that are read. The service publishes no limit; no rule written by a person comes near."""

_DYNAMIC_GROUP = "this looks like a dynamic group's rule; scope rules are OData: department eq 'Marketing'"


class Kind(StrEnum):
    """The kinds of words. The values are used in messages."""

    NAME = "a name"
    TEXT = "a quoted text"
    GUID = "a GUID"
    NUMBER = "a number"
    OPEN = '"("'
    CLOSE = '")"'
    COMMA = '","'
    COLON = '":"'
    END = "the end of the rule"


class Token(NamedTuple):
    """A word as it is written, quotes included, and where it starts (characters from 1)."""

    kind: Kind
    text: str
    column: int

    def __str__(self) -> str:
        """The word as a message shows it: on one line and not longer than a line bears."""
        if self.kind is Kind.END:
            return str(self.kind)
        shown = " ".join(self.text.split())
        return f'"{shown[:37]}..."' if len(shown) > 40 else f'"{shown}"'


_PATTERN = re.compile(
    r"""(?P<SPACE>\s+)
      | (?P<TEXT>'(?:[^']|'')*')
      | (?P<GUID>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?!\w))
      | (?P<NAME>[^\W\d]\w*(?:/\w+)*)
      | (?P<NUMBER>-?\d[\w.]*)
      | (?P<OPEN>\() | (?P<CLOSE>\)) | (?P<COMMA>,) | (?P<COLON>:)""",
    re.VERBOSE,
)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a rule, END last. RuleSyntaxError when a character has no place in a rule."""
    if len(text) > MAX_LENGTH:
        message = f"the rule has {len(text)} characters; at most {MAX_LENGTH} are read"
        raise RuleSyntaxError(message, column=MAX_LENGTH + 1, hint="put the people in a group and use a group scope")
    found = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise _stray(text, position)
        if match.lastgroup and match.lastgroup != "SPACE":
            found.append(Token(Kind[match.lastgroup], match.group(), position + 1))
        position = match.end()
    found.append(Token(Kind.END, "", len(text) + 1))
    return tuple(found)


def _stray(text: str, position: int) -> RuleSyntaxError:
    character = text[position]
    column = position + 1
    match character:
        case "'":
            hint = "close it with '; a quote inside a text is doubled: 'O''Neill'"
            return RuleSyntaxError("the quoted text is not closed", column=column, hint=hint)
        case '"' | "‘" | "’" | "“" | "”" | "`":
            message = f"{character} does not quote in a rule"
            return RuleSyntaxError(message, column=column, hint="use straight single quotes: 'Marketing'")
        case "-" | ".":
            return RuleSyntaxError(f'"{character}" has no place here', column=column, hint=_DYNAMIC_GROUP)
        case "[" | "]":
            return RuleSyntaxError(f'"{character}" has no place here', column=column, hint="a list stands in ( )")
        case "=" | "!" | "<" | ">" | "&" | "|":
            hint = "the operators are words: eq, ne, in, and, or, not"
            return RuleSyntaxError(f'"{character}" is not an operator of rules', column=column, hint=hint)
        case _ if character.isprintable():
            return RuleSyntaxError(f'"{character}" has no place here', column=column)
        case _:
            message = f"the character U+{ord(character):04X} has no place here"
            return RuleSyntaxError(message, column=column, hint="delete it; it is invisible in most editors")
