"""The normal form by which a plan compares two rules."""

from lcwsync.model.rule.parse import parse
from lcwsync.model.rule.syntax import RuleSyntaxError
from lcwsync.model.rule.tokens import Kind, Token, tokens


def canonical(text: str) -> str:
    """The rule without outer parentheses and with single spaces; nothing else changes, case least of all.

    The service is not known to rewrite rules, so everything else that differs was changed by somebody. A text that
    is not a rule comes back with outer white space removed.
    """
    try:
        parse(text)
    except RuleSyntaxError:
        return text.strip()
    words = list(tokens(text))[:-1]
    while _is_enclosed(words):
        words = words[1:-1]
    return "".join(
        word.text if i == 0 or _sticks(words[i - 1], word) else f" {word.text}" for i, word in enumerate(words)
    )


def _is_enclosed(words: list[Token]) -> bool:
    """Whether the first parenthesis is closed by the last word."""
    if not words or words[0].kind is not Kind.OPEN:
        return False
    open_now = 0
    for i, word in enumerate(words):
        open_now += (word.kind is Kind.OPEN) - (word.kind is Kind.CLOSE)
        if open_now == 0:
            return i == len(words) - 1
    return False


def _sticks(left: Token, right: Token) -> bool:
    """Whether no space stands between two words: `in ('a', 'b')`, `startsWith(a, 'b')`, `any(p:p eq 'a')`."""
    if left.kind in (Kind.OPEN, Kind.COLON) or right.kind in (Kind.CLOSE, Kind.COMMA, Kind.COLON):
        return True
    name = left.text.lower()
    return right.kind is Kind.OPEN and (name == "startswith" or name.endswith("/any"))
