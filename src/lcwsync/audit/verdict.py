"""The verdict of an audit: PASS, FAIL or UNKNOWN, with a reason for each finding."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from lcwsync.audit.model import GitState, Held, PassWorkflow
from lcwsync.audit.scopes import Bearers, bearers_of, outside_of
from lcwsync.model.guardrails import ExpectedPrincipal, Tier
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.refused import RefusedRead
from lcwsync.values.records import dataclass


class AuditVerdict(StrEnum):
    """FAIL beats UNKNOWN, and UNKNOWN beats PASS."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Question(StrEnum):
    """The two questions of an audit; each has a verdict."""

    CREATE = "create"
    """Who can create a pass, or come to a right that does."""
    RECEIVE = "receive"
    """Who can receive a pass that is meant for another, or redirect it."""


def question_of(tier: Tier) -> Question:
    """The question that a right of this tier answers."""
    return Question.RECEIVE if tier is Tier.RECIPIENT else Question.CREATE


@dataclass(frozen=True, slots=True)
class Judged:
    """A right, the entry in git that names its holder, and why that does not cover it.

    Without either the directory does not answer with the holder, and the verdicts of `questions` are UNKNOWN at best.
    """

    held: Held
    expected: ExpectedPrincipal | None
    objection: str | None
    objected: frozenset[Question] = frozenset()
    """The questions that the objection is about; none when the entry names the holder by a display name only."""

    @property
    def unproven(self) -> bool:
        """Whether git names the holder by a display name only."""
        return self.objection is not None and not self.objected

    @property
    def questions(self) -> frozenset[Question]:
        return frozenset(question_of(tier) for tier in self.held.tiers)


@dataclass(frozen=True, slots=True)
class JudgedWorkflow:
    """A workflow that creates passes, and what git did not ask for."""

    workflow: PassWorkflow
    unlisted: bool
    """It is enabled, and it is not the one that git describes."""
    copied: tuple[Principal, ...]
    """Who receives copies without being expected."""

    @property
    def objected(self) -> frozenset[Question]:
        """The questions in which it differs from git."""
        create = {Question.CREATE} if self.unlisted else set()
        receive = {Question.RECEIVE} if self.copied or self.workflow.other_recipients else set()
        return frozenset(create | receive)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The two verdicts and everything they rest on."""

    verdicts: Mapping[Question, AuditVerdict]
    rights: tuple[Judged, ...]
    workflows: tuple[JudgedWorkflow, ...]
    unmatched: tuple[ExpectedPrincipal, ...]
    """Entries in git that expect nobody who was found."""
    named_only: Mapping[ExpectedPrincipal, tuple[Principal, ...]]
    """Entries in git that are a display name, with the principals of that name. Any principal can have a display name,
    so that such an entry keeps the audit from PASS."""
    several_scopes: Mapping[ExpectedPrincipal, tuple[str, ...]]
    """Entries in git whose scope is a name that several objects bear, with the ids of those. They cover nothing."""

    @property
    def verdict(self) -> AuditVerdict:
        """The worse of the two: FAIL, then UNKNOWN, then PASS."""
        worst_first = (AuditVerdict.FAIL, AuditVerdict.UNKNOWN, AuditVerdict.PASS)
        return next(each for each in worst_first if each in self.verdicts.values())

    @property
    def unknown(self) -> tuple[Judged, ...]:
        """Rights of principals that the directory does not answer with: they keep the audit from PASS."""
        return tuple(each for each in self.rights if each.held.principal.kind is PrincipalKind.UNKNOWN)


def judge(
    rights: Sequence[Held],
    workflows: Sequence[PassWorkflow],
    refused: Sequence[RefusedRead],
    expected: Sequence[ExpectedPrincipal],
    units: Bearers = MappingProxyType({}),
) -> Judgement:
    """Hold everything found against git. Without any expectation in git the best verdicts are UNKNOWN.

    `units`: the administrative units that bear the names which git gives as scopes.
    """
    bearers = bearers_of((held.scope for held in rights), units)
    met = [p for held in rights for p in (held.principal, *held.through)]
    met += [copy for each in workflows for copy in each.copies]
    named = {entry: found for entry in expected if (found := _of_the_name(entry, met))}
    judged = tuple(_judged(held, expected, named, bearers) for held in rights)
    made = tuple(_made(each, expected) for each in workflows)
    verdicts = {
        question: _verdict(question, judged, made, known=not refused) if expected else AuditVerdict.UNKNOWN
        for question in Question
    }
    unmatched = tuple(entry for entry in expected if entry not in named and not any(_is(entry, each) for each in met))
    several = {entry: ids for entry in expected if len(ids := bearers.get(entry.scope.casefold(), ())) > 1}
    return Judgement(
        verdicts=verdicts,
        rights=judged,
        workflows=made,
        unmatched=unmatched,
        named_only=named,
        several_scopes=several,
    )


def _verdict(
    question: Question, rights: Sequence[Judged], workflows: Sequence[JudgedWorkflow], *, known: bool
) -> AuditVerdict:
    objected = (*(each.objected for each in rights), *(each.objected for each in workflows))
    if any(question in questions for questions in objected):
        return AuditVerdict.FAIL
    unknown = (each for each in rights if each.unproven or each.held.principal.kind is PrincipalKind.UNKNOWN)
    compared = all(each.workflow.git is not GitState.UNKNOWN for each in workflows)
    if not known or not compared or any(question in each.questions for each in unknown):
        return AuditVerdict.UNKNOWN
    return AuditVerdict.PASS


def _judged(
    held: Held,
    expected: Sequence[ExpectedPrincipal],
    named: Mapping[ExpectedPrincipal, Sequence[Principal]],
    bearers: Bearers,
) -> Judged:
    """One entry may cover what a right creates and another what it receives."""
    holders = (held.principal, *held.through)
    by_id = [entry for entry in expected if any(_is(entry, each) for each in holders)]
    entries = by_id or [entry for entry in expected if any(each in named.get(entry, ()) for each in holders)]
    parts = {question: tuple(t for t in held.tiers if question_of(t) is question) for question in Question}
    covering = {
        question: next((e for e in entries if _against(replace(held, tiers=tiers), e, named, bearers) is None), None)
        for question, tiers in parts.items()
        if tiers
    }
    against = frozenset(question for question, entry in covering.items() if entry is None)
    if not against:
        entry = next(entry for entry in covering.values() if entry)
        return Judged(held, entry, None if by_id else _DISPLAY_NAME_ONLY)
    if not entries and held.principal.kind is PrincipalKind.UNKNOWN:
        return Judged(held, None, None)
    if not entries:
        return Judged(held, None, "git does not expect it", against)
    tiers = tuple(tier for tier in held.tiers if question_of(tier) in against)
    return Judged(held, entries[0], _against(replace(held, tiers=tiers), entries[0], named, bearers), against)


_DISPLAY_NAME_ONLY = "git names it by display name only: write its id"


def _against(
    held: Held,
    entry: ExpectedPrincipal,
    named: Mapping[ExpectedPrincipal, Sequence[Principal]],
    bearers: Bearers,
) -> str | None:
    """What the entry does not cover; None when it covers the right."""
    if len(named.get(entry, ())) > 1:
        return "git expects one of this name, and there are several: write its id"
    if missing := [tier.value for tier in held.tiers if tier not in entry.tiers]:
        return f"git expects {_listed(entry.tiers)}, not {', '.join(missing)}"
    if outside := outside_of(held.scope, entry.scope, bearers):
        return outside
    if entry.eligible_only and not (held.eligible or held.activated):
        return "git expects it to be activated first, and it is standing"
    return None


_AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|.*[@:].*", re.IGNORECASE)
"""What cannot be meant as a display name: an object id or application id, a UPN, the subject of a credential."""


def _is(entry: ExpectedPrincipal, principal: Principal) -> bool:
    """Whether the entry names the principal by something that no other principal can have."""
    return entry.principal.casefold() in (name.casefold() for name in _own(principal))


def _own(principal: Principal) -> Iterator[str]:
    yield principal.id
    match principal.kind:
        case PrincipalKind.USER | PrincipalKind.CREDENTIAL:
            yield principal.name
        case PrincipalKind.APPLICATION:
            if principal.application_id is not None:
                yield principal.application_id
        case PrincipalKind.GROUP | PrincipalKind.OTHER | PrincipalKind.ANYBODY | PrincipalKind.UNKNOWN:
            return
        case unreachable:
            assert_never(unreachable)


def _of_the_name(entry: ExpectedPrincipal, met: Sequence[Principal]) -> tuple[Principal, ...]:
    """The principals with the display name that the entry has in place of an id; none for an entry that is an id."""
    if entry.name is not None or _AN_ID.fullmatch(entry.principal) or any(_is(entry, each) for each in met):
        return ()
    wanted = entry.principal.casefold()
    found = {p.id: p for p in met if wanted in (p.name.casefold(), p.display_name.casefold())}
    return tuple(found.values())


_NOT_GITS = frozenset({GitState.NOT_LISTED, GitState.DIFFERS, GitState.SEVERAL})


def _made(workflow: PassWorkflow, expected: Sequence[ExpectedPrincipal]) -> JudgedWorkflow:
    receivers = [entry for entry in expected if {Tier.WORKFLOWS, Tier.RECIPIENT} & set(entry.tiers)]
    return JudgedWorkflow(
        workflow,
        unlisted=workflow.enabled and workflow.git in _NOT_GITS,
        copied=tuple(c for c in workflow.copies if not any(_is(entry, c) for entry in receivers)),
    )


def _listed(tiers: Iterable[Tier]) -> str:
    return ", ".join(tier.value for tier in tiers)
