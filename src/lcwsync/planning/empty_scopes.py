"""Values of rules that no user has, with those that the tenant does have: a typing error in a value never fails, the
workflow just never runs.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from lcwsync.model.person import UNREAD
from lcwsync.model.rule import And, Compare, In, Operator, Rule, RuleSyntaxError, parse
from lcwsync.model.rule.printer import print_literal
from lcwsync.model.state import ObjectKind
from lcwsync.model.triggers import rule_of
from lcwsync.model.workflow import Workflow
from lcwsync.planning.cannot_tell import asked
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.nearest import nearest
from lcwsync.values.places import Places

MOST_VALUES = 60
"""Values asked for in one plan: three batches."""


def empty_scope_findings(workflows: Sequence[Workflow], tenant: Tenant, places: Places) -> Iterator[Finding]:
    """A finding for each value of these workflows' rules that no user has, at the rule.

    Only tests that everybody in scope must pass are asked for: `eq` and `in`, joined by `and`. A read that fails
    is a finding; a value that the directory cannot be asked for leaves out its own. Raises GraphFailure only when the
    tenant is out of reach.
    """
    reader = TolerantReader()
    unread: list[Finding] = []
    wanted = {workflow.display_name: tuple(_wanted(workflow)) for workflow in workflows}
    pairs = list(dict.fromkeys(pair for each in wanted.values() for pair in each))[:MOST_VALUES]
    if not pairs:
        return
    first = next(name for name, tests in wanted.items() if tests)
    found = asked(
        "users",
        lambda: tenant.people.having(pairs),
        unread,
        unknown="whether anybody has the values that rules compare with",
        place=places.at(ObjectKind.WORKFLOW.value, first, "scope", "rule"),
    )
    yield from unread
    if found is UNREAD:
        return
    for name, tests in wanted.items():
        for attribute, value in tests:
            there = found.get((attribute, value))
            if there is None or value in there:
                continue
            if there:
                hint = f"did you mean {print_literal(there[0])}? rules compare with regard to case"
            else:
                known = reader.read("values of users", partial(tenant.people.values_of, attribute))
                near = nearest(value, known) if known is not UNREAD else None
                hint = f"did you mean {print_literal(near)}? the tenant has it" if near else "it takes up nobody"
            yield finding(
                "REF006",
                places.at(ObjectKind.WORKFLOW.value, name, "scope", "rule"),
                f"no user of the tenant has {attribute} {print_literal(value)}",
                hint,
            )


def _wanted(workflow: Workflow) -> Iterator[tuple[str, str]]:
    text = rule_of(workflow.conditions)
    try:
        yield from _tests(parse(text)) if text else ()
    except RuleSyntaxError:
        return  # validate has told it


def _tests(rule: Rule) -> Iterator[tuple[str, str]]:
    match rule:
        case And(operands=operands):
            for operand in operands:
                yield from _tests(operand)
        case Compare(attribute=attribute, operator=Operator.EQ, value=str(value)):
            yield attribute, value
        case In(attribute=attribute, values=values):
            yield from ((attribute, value) for value in values if isinstance(value, str))
        case _:
            return
