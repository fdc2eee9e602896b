"""The verdict of an audit: PASS, FAIL or UNKNOWN, with a reason for each finding."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lcwsync.audit.model import Held, PassWorkflow
from lcwsync.model.guardrails import ExpectedPrincipal, Tier
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.rights import RefusedRead


class AuditVerdict(StrEnum):
    """FAIL beats UNKNOWN, and UNKNOWN beats PASS."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """A right, the entry in git that names its holder, and why that does not cover it.

    Without either it only decides who receives a pass: it is shown, and no verdict rests on it.
    """

    held: Held
    expected: ExpectedPrincipal | None
    objection: str | None


@dataclass(frozen=True, slots=True)
class JudgedWorkflow:
    """A workflow that creates passes, and what git did not ask for."""

    workflow: PassWorkflow
    unlisted: bool
    """It is enabled, and git does not list it."""
    copied: tuple[Principal, ...]
    """Who receives copies without being expected."""

    @property
    def objected(self) -> bool:
        return self.unlisted or bool(self.copied) or self.workflow.other_recipients


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict and everything it rests on."""

    verdict: AuditVerdict
    rights: tuple[Judged, ...]
    workflows: tuple[JudgedWorkflow, ...]
    unmatched: tuple[ExpectedPrincipal, ...]
    """Entries in git that expect nobody who was found."""

    @property
    def unknown(self) -> tuple[Judged, ...]:
        """Rights of principals that the directory does not answer with: they keep the audit from PASS."""
        return tuple(each for each in self.rights if each.held.principal.kind is PrincipalKind.UNKNOWN)


def judge(
    rights: Sequence[Held],
    workflows: Sequence[PassWorkflow],
    refused: Sequence[RefusedRead],
    expected: Sequence[ExpectedPrincipal],
) -> Judgement:
    """Hold everything found against git. Without any expectation in git the best verdict is UNKNOWN."""
    names = _names(rights)
    judged = tuple(_judged(held, expected, names) for held in rights)
    made = tuple(_made(each, expected) for each in workflows)
    objected = any(each.objection for each in judged) or any(each.objected for each in made)
    if not expected:
        verdict = AuditVerdict.UNKNOWN
    elif objected:
        verdict = AuditVerdict.FAIL
    else:
        unknown = any(held.principal.kind is PrincipalKind.UNKNOWN for held in rights)
        verdict = AuditVerdict.UNKNOWN if refused or unknown else AuditVerdict.PASS
    met = [p for held in rights for p in (held.principal, *held.through)]
    met += [copy for each in workflows for copy in each.copies]
    unmatched = tuple(entry for entry in expected if not any(_names_it(entry, each) for each in met))
    return Judgement(verdict=verdict, rights=judged, workflows=made, unmatched=unmatched)


def _judged(held: Held, expected: Sequence[ExpectedPrincipal], names: Counter[str]) -> Judged:
    entries = [entry for entry in expected if any(_names_it(entry, each) for each in (held.principal, *held.through))]
    for entry in entries:
        if not _against(held, entry, names):
            return Judged(held, entry, None)
    if held.tiers == (Tier.RECIPIENT,) or held.principal.kind is PrincipalKind.UNKNOWN:
        return Judged(held, None, None)
    if not entries:
        return Judged(held, None, "git does not expect it")
    return Judged(held, entries[0], _against(held, entries[0], names))


def _against(held: Held, entry: ExpectedPrincipal, names: Counter[str]) -> str | None:
    """The reason why the entry does not cover a right; None when it does."""
    if names[entry.principal.casefold()] > 1:
        return "git expects one of this name, and there are several: write its id"
    if missing := [tier.value for tier in held.tiers if tier not in entry.tiers and tier is not Tier.RECIPIENT]:
        return f"git expects {_listed(entry.tiers)}, not {', '.join(missing)}"
    # A unit without its name may well be the expected one; that the name was refused keeps the audit from PASS.
    if entry.scope != "/" and entry.scope.casefold() not in _spellings(held) and held.scope.named:
        return f"git expects it in {entry.scope} only"
    if entry.eligible_only and not (held.eligible or held.activated):
        return "git expects it to be activated first, and it is standing"
    return None


def _spellings(held: Held) -> frozenset[str]:
    """The spellings of a scope that git may use: its name, its id, or the service's path."""
    path = held.scope.path.casefold()
    return frozenset((path, path.rpartition("/")[2], held.scope.name.casefold())) if path != "/" else frozenset("/")


def _names_it(entry: ExpectedPrincipal, principal: Principal) -> bool:
    wanted = entry.principal.casefold()
    return wanted in (name.casefold() for name in _called(principal))


def _called(principal: Principal) -> frozenset[str]:
    return frozenset(
        name
        for name in (principal.id, principal.name, principal.display_name, principal.application_id)
        if name is not None
    )


def _names(rights: Sequence[Held]) -> Counter[str]:
    """The number of principals with each name: any application can choose a display name."""
    every = (p for held in rights for p in (held.principal, *held.through))
    # The same subject trusted by two applications is the same somebody.
    principals = {p.name if p.kind is PrincipalKind.CREDENTIAL else p.id: p for p in every}
    return Counter(name for p in principals.values() for name in {name.casefold() for name in _called(p)})


def _made(workflow: PassWorkflow, expected: Sequence[ExpectedPrincipal]) -> JudgedWorkflow:
    receivers = [entry for entry in expected if Tier.WORKFLOWS in entry.tiers]
    return JudgedWorkflow(
        workflow,
        unlisted=workflow.enabled and not workflow.in_git,
        copied=tuple(c for c in workflow.copies if not any(_names_it(entry, c) for entry in receivers)),
    )


def _listed(tiers: Iterable[Tier]) -> str:
    return ", ".join(tier.value for tier in tiers)
