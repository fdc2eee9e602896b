"""An audit as findings, each with its place in git, for code scanning."""

from collections.abc import Callable, Iterable, Iterator

from lcwsync.audit.environment import Audit
from lcwsync.audit.model import GitState
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.verdict import JudgedWorkflow
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding

Naming = Callable[[Principal], str]
"""How to write whom: everybody in full, or people masked."""


def audit_findings(audit: Audit, naming: Naming) -> tuple[Finding, ...]:
    """The findings that keep the audit from PASS, and warnings besides."""
    return tuple(_findings(audit, naming))


def verdict_findings(audit: Audit, lines: Iterable[str]) -> Iterator[Finding]:
    """Notes for a reader of findings alone: the verdicts, each as a line of `lines`, and what was not looked at."""
    for line in lines:
        yield finding("AUD006", audit.place(), line)
    for each in NOT_LOOKED_AT:
        yield finding("AUD007", audit.place(), f"not looked at: {each.what}", each.check)


def objections(judged: JudgedWorkflow, naming: Naming) -> Iterator[str]:
    """The differences between a workflow and git, in words."""
    if judged.unlisted:
        yield NOT_GITS[judged.workflow.git]
    for copy in judged.copied:
        yield f"{naming(copy)} receives a copy of each pass, and git does not expect them"
    if judged.workflow.other_recipients:
        yield "its mail may go to others than the manager"


NOT_GITS = {
    GitState.NOT_LISTED: "it creates passes and git does not list it",
    GitState.DIFFERS: "it creates passes and differs from what git describes; `lcwsync plan` shows the difference",
    GitState.SEVERAL: "it creates passes and is one of several of its name; git describes one",
}


def id_to_write(principal: Principal) -> str:
    """The name of a principal for `expected` that no other principal can bear, without a person's name."""
    return principal.name if principal.kind is PrincipalKind.CREDENTIAL else principal.application_id or principal.id


def _findings(audit: Audit, naming: Naming) -> Iterator[Finding]:
    if not audit.expected:
        hint = "`lcwsync audit` prints a list to check and paste"
        yield finding("AUD005", audit.place(), "git does not list who may create a pass", hint)
    for judged in audit.judgement.rights if audit.expected else ():
        if judged.objected:
            held = judged.held
            message = f"{naming(held.principal)}: {' → '.join(held.path)}: {judged.objection}"
            hint = "take the right away, or list it with a reason"
            yield finding("AUD001", audit.place(judged.expected), message, hint)
    for each in audit.judgement.workflows:
        for objection in objections(each, naming):
            yield finding("AUD002", audit.place(), f"the workflow {each.workflow.name}: {objection}")
        if each.workflow.git is GitState.UNKNOWN:
            message = f"the workflow {each.workflow.name} could not be compared with git"
            yield finding("AUD003", audit.place(), message)
    for refused in audit.refused:
        yield finding("AUD003", audit.place(), f"{refused.what} could not be read: {refused.why}")
    for unknown in audit.judgement.unknown:
        message = f"{naming(unknown.held.principal)} holds {' → '.join(unknown.held.path)}"
        yield finding(
            "AUD003", audit.place(), message, "look it up in the portal; take the right away from a deleted one"
        )
    for entry, principals in audit.judgement.named_only.items():
        for principal in principals:
            message = f"git names {naming(principal)} by display name only, which any principal can have"
            hint = f"make sure that it is the one you expect, then write `principal: {id_to_write(principal)}`"
            yield finding("AUD008", audit.place(entry), message, hint)
    for entry, ids in audit.judgement.several_scopes.items():
        message = f"git names a scope {entry.scope}, and {len(ids)} bear that name"
        hint = f"write the id of the one that you expect as `scope`: {' or '.join(ids)}"
        yield finding("AUD009", audit.place(entry), message, hint)
    for entry in audit.judgement.unmatched:
        yield finding(
            "AUD004", audit.place(entry), "git expects a principal that does not hold the right", "remove the entry"
        )
