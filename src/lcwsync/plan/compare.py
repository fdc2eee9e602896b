"""The normalisation by which two values count as equal, as the service stores and returns them."""

from lcwsync.model.references import Ref, ref_key
from lcwsync.model.rule import canonical as canonical_rule
from lcwsync.model.workflow import AttributeUpdate
from lcwsync.plan.changes import Value

Comparable = Value | tuple[AttributeUpdate, ...]


def same_value(left: Comparable, right: Comparable) -> bool:
    """Whether two values mean the same: references by id, lists of references as sets, "" as nothing."""
    return _canonical(left) == _canonical(right)


def same_rule(left: str, right: str) -> bool:
    """Whether two scope rules are written alike but for outer parentheses and white space; case counts."""
    return canonical_rule(left) == canonical_rule(right)


def _canonical(value: Comparable) -> object:
    match value:
        case None | "" | ():
            return None
        case bool():
            # On the wire booleans and numbers are strings; a value the catalogue could not type is still text.
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return value
        case Ref():
            return ref_key(value)
        case tuple():
            return frozenset(item if isinstance(item, AttributeUpdate) else _canonical(item) for item in value)
