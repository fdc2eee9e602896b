"""Whether a changed rule reaches users that the old one left out."""

from lcwsync.model.rule.canonical import canonical
from lcwsync.model.rule.parse import parse
from lcwsync.model.rule.syntax import RuleSyntaxError
from lcwsync.model.rule.witnesses import matches, people


def widens(old: str, new: str) -> bool | None:
    """Whether `new` can match a user that `old` does not; None when the two texts do not tell.

    It is about what the rules say, not about who works there: the added department may be empty.
    """
    if canonical(old) == canonical(new):
        return False
    try:
        before, after = parse(old), parse(new)
    except RuleSyntaxError:
        return None
    everybody = people(before, after)
    if everybody is None:
        return None
    return any(matches(after, person) and not matches(before, person) for person in everybody)
