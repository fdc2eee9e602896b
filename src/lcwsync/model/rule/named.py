"""The attributes that several rules ask about, as far as they can be read."""

from collections.abc import Iterable

from lcwsync.model.rule.attributes import attributes_used
from lcwsync.model.rule.parse import parse
from lcwsync.model.rule.syntax import RuleSyntaxError


def attributes_named(rules: Iterable[str | None]) -> frozenset[str]:
    """The attributes of all these rules; None and a rule that cannot be read name none."""
    found: set[str] = set()
    for rule in rules:
        try:
            found |= attributes_used(parse(rule)) if rule is not None else frozenset()
        except RuleSyntaxError:
            continue  # what judges by the rule says so
    return frozenset(found)
