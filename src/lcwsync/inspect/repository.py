"""Checks what a GitHub repository enforces on a change of git, from the answers of GitHub's REST API. Pure.

https://docs.github.com/rest/repos/rules, https://docs.github.com/rest/deployments/environments,
https://docs.github.com/rest/actions/permissions
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lcwsync.inspect.doctor import Check, State
from lcwsync.inspect.protection import UNREAD, Answer, Branches, protection_of

REQUIRED_CHECK = "plan / lcwsync"
"""The check of the shipped workflow Plan that always reports: GitHub names the calling job and the called one."""


def examine_repository(
    answers: Mapping[str, Answer], *, branch: str, environments: Mapping[str, str]
) -> tuple[Check, ...]:
    """Every check of the default branch, of the environments and of Actions.

    `answers`: by what was asked: rules, protection, rulesets/ID, environments, policies/NAME, branch, actions,
    workflow, codeowners. `environments`: the names of the project file, and why each needs no protection, empty for one
    that needs it. A refused or failed read is "cannot tell", never "missing".
    """
    return (
        *_branch(answers, branch),
        _codeowners(answers.get("codeowners", UNREAD)),
        *(check for name, exempt in environments.items() for check in _environment(answers, name, branch, exempt)),
        *_actions(answers),
    )


def _branch(answers: Mapping[str, Answer], branch: str) -> Iterator[Check]:
    """A ruleset and the older branch protection count alike: what one of them enforces stands."""
    rules, protection = answers.get("rules", UNREAD), answers.get("protection", UNREAD)
    listed: Sequence[Mapping[str, Any]] = rules.content if rules.read else ()
    classic: Mapping[str, Any] = protection.content if protection.read else {}
    # 404 has two meanings: nothing there, or a token that may not know. The message tells them apart.
    none_there = protection.status == 404 and "not protected" in str(protection.content)
    unread = [
        answer.words
        for answer, known in ((rules, rules.read), (protection, protection.read or none_there))
        if not known
    ]

    def parameters(kind: str) -> Iterator[Mapping[str, Any]]:
        return (rule.get("parameters") or {} for rule in listed if rule.get("type") == kind)

    rests_on_classic = not listed

    def stands(name: str, in_rules: bool, in_classic: bool) -> Check:  # noqa: FBT001 - read as one row
        nonlocal rests_on_classic
        full = f"{branch}: {name}"
        if in_rules or in_classic:
            rests_on_classic |= not in_rules
            return Check(name=full, state=State.OK, said="a ruleset" if in_rules else "the branch protection")
        if unread:
            return Check(name=full, state=State.UNKNOWN, said=unread[0])
        return Check(name=full, state=State.MISSING, said="neither a ruleset nor the branch protection asks for it")

    reviews: Mapping[str, Any] = classic.get("required_pull_request_reviews") or {}
    pulls = list(parameters("pull_request"))
    checks = [
        check.get("context")
        for each in parameters("required_status_checks")
        for check in each.get("required_status_checks") or ()
    ]
    old_checks: Mapping[str, Any] = classic.get("required_status_checks") or {}

    def asks(key: str) -> bool:
        return any(each.get(key) for each in pulls)

    yield stands("changes come by pull request", bool(pulls), bool(reviews))
    count = "required_approving_review_count"
    yield stands("at least one approval", asks(count), bool(reviews.get(count)))
    yield stands(
        "review by code owners", asks("require_code_owner_review"), bool(reviews.get("require_code_owner_reviews"))
    )
    yield stands(
        "a push dismisses approvals", asks("dismiss_stale_reviews_on_push"), bool(reviews.get("dismiss_stale_reviews"))
    )
    last = "require_last_push_approval"
    yield stands("approval of the last push by somebody else", asks(last), bool(reviews.get(last)))
    yield stands(
        f"the check {REQUIRED_CHECK} is required",
        REQUIRED_CHECK in checks,
        REQUIRED_CHECK in (old_checks.get("contexts") or ()),
    )
    kinds = {rule.get("type") for rule in listed}
    yield stands("no forced push", "non_fast_forward" in kinds, _off(classic, "allow_force_pushes"))
    yield stands("the branch cannot be deleted", "deletion" in kinds, _off(classic, "allow_deletions"))
    yield from _bypass(answers, branch, listed, classic if rests_on_classic else {})


def _off(classic: Mapping[str, Any], key: str) -> bool:
    return bool(classic) and not (classic.get(key) or {}).get("enabled")


def _bypass(
    answers: Mapping[str, Answer], branch: str, listed: Sequence[Mapping[str, Any]], classic: Mapping[str, Any]
) -> Iterator[Check]:
    name = f"{branch}: nobody may bypass it"
    for number in sorted({str(rule["ruleset_id"]) for rule in listed if rule.get("ruleset_id")}):
        answer = answers.get(f"rulesets/{number}", UNREAD)
        actors = answer.content.get("bypass_actors") if answer.read else None
        if actors is None:
            said = answer.words if not answer.read else "GitHub shows it only to who may change the ruleset"
            yield Check(name=name, state=State.UNKNOWN, said=f"ruleset {number}: {said}")
        elif actors:
            kinds = ", ".join(sorted({str(actor.get("actor_type")) for actor in actors}))
            yield Check(
                name=name, state=State.MISSING, said=f"ruleset {number} can be bypassed by {len(actors)}: {kinds}"
            )
        else:
            yield Check(name=name, state=State.OK, said=f"ruleset {number}")
    if classic:
        spared = (classic.get("required_pull_request_reviews") or {}).get("bypass_pull_request_allowances") or {}
        if count := sum(len(each) for each in spared.values()):
            said = f"the branch protection lets {count} merge without the review it asks for"
            yield Check(name=name, state=State.MISSING, said=said)
        if (classic.get("enforce_admins") or {}).get("enabled"):
            yield Check(name=name, state=State.OK, said="the branch protection holds for admins, too")
        else:
            yield Check(name=name, state=State.MISSING, said="the branch protection does not hold for admins")


def _codeowners(answer: Answer) -> Check:
    name = "CODEOWNERS"
    if answer.status == 404:
        return Check(name=name, state=State.UNKNOWN, said="there is none, or the token may not read it")
    if not answer.read:
        return Check(name=name, state=State.UNKNOWN, said=answer.words)
    errors = answer.content.get("errors") or ()
    if errors:
        line = errors[0].get("line")
        return Check(
            name=name, state=State.MISSING, said=f"line {line}: {errors[0].get('kind')}; GitHub ignores such a line"
        )
    return Check(name=name, state=State.OK, said="GitHub finds no error in it")


def _environment(answers: Mapping[str, Answer], name: str, branch: str, exempt: str) -> Iterator[Check]:
    answer = answers.get("environments", UNREAD)
    title = f"environment {name}"
    if exempt:
        yield Check(name=title, state=State.OK, said=exempt)
        return
    if not answer.read:
        yield Check(name=title, state=State.UNKNOWN, said=answer.words)
        return
    listed = answer.content.get("environments") or ()
    # GitHub tells names apart without case.
    found = next((each for each in listed if str(each.get("name")).casefold() == name.casefold()), None)
    if found is None:
        yield Check(name=title, state=State.MISSING, said="the first job that names it creates it without protection")
        return
    policies, default = answers.get(f"policies/{name}", UNREAD), answers.get("branch", UNREAD)
    protection = protection_of(found, policies, default, branch=branch)
    reviewers = f"{title}: required reviewers"
    if protection.reviewers:
        yield Check(name=reviewers, state=State.OK, said=f"{protection.reviewers} people or teams")
        refused, allowed = "GitHub refuses it", "who starts the apply can approve it alone"
        yield _either(f"{title}: no self-review", not protection.self_review, refused, allowed)
    else:
        said = "nobody has to approve an apply; not every GitHub plan has required reviewers"
        yield Check(name=reviewers, state=State.MISSING, said=said)
    state = _STATES[protection.branches]
    yield Check(name=f"{title}: only {branch} deploys", state=state, said=protection.said)
    if found.get("can_admins_bypass"):
        yield Check(name=f"{title}: admins can bypass it", state=State.EXCESS, said="disable it in its settings")


_STATES = {
    Branches.DEFAULT: State.OK,
    Branches.PROTECTED: State.UNKNOWN,
    Branches.OTHERS: State.MISSING,
    Branches.UNKNOWN: State.UNKNOWN,
}


def _actions(answers: Mapping[str, Answer]) -> Iterator[Check]:
    def about(asked: str, name: str, holds: Callable[[Any], bool], otherwise: str) -> Check:
        answer = answers.get(asked, UNREAD)
        if not answer.read:
            return Check(name=name, state=State.UNKNOWN, said=answer.words)
        return _either(name, holds(answer.content), "the settings of Actions", otherwise)

    yield about(
        "workflow",
        "Actions: the token of a job only reads by default",
        lambda content: content.get("default_workflow_permissions") == "read",
        "a workflow without `permissions` can write",
    )
    yield about(
        "workflow",
        "Actions: a job cannot approve a pull request",
        lambda content: content.get("can_approve_pull_request_reviews") is False,
        "a workflow can give the approval that the ruleset asks for",
    )
    yield about(
        "actions",
        "Actions: foreign actions are limited",
        lambda content: content.get("allowed_actions") != "all" or bool(content.get("sha_pinning_required")),
        "every action of GitHub can run, by any tag",
    )


def _either(name: str, holds: bool, good: str, bad: str) -> Check:  # noqa: FBT001 - read as one row
    return Check(name=name, state=State.OK if holds else State.MISSING, said=good if holds else bad)
