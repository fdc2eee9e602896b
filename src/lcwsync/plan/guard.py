"""What a change of git does to what protects: limits, exceptions, protection, identities, and the files around them."""

from collections.abc import Iterator, Mapping

from lcwsync.model.approvals import Approval, Approvals, needed
from lcwsync.model.environment import Environment
from lcwsync.model.rated import RatedOtherwise
from lcwsync.model.state import Desired, ObjectKind, ObjectName
from lcwsync.plan.guard_passes import Change, Way, guardrail_changes
from lcwsync.plan.guard_rollout import Place, rollout_changes
from lcwsync.plan.guard_rules import rule_changes
from lcwsync.plan.plan import GuardChange
from lcwsync.values.findings import Rating
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Everything in git that protects one environment."""

    environment: Environment | None
    """None: git does not describe it."""
    environments: tuple[str, ...]
    rules: tuple[RatedOtherwise, ...]
    """Findings that the project rates otherwise."""
    schemas: Mapping[str, str]
    """The organisation's own rules: the digest of each file."""
    approvals: Approvals
    """Who must approve, by rating."""
    rollout: tuple[str, ...]
    """The rings in their order."""
    files: Mapping[str, str] | None
    """CODEOWNERS, workflows, actions and requirements: the digest of each; None: not known."""
    desired: Desired


def guard_changes(before: Guard, after: Guard, places: Places) -> tuple[GuardChange, ...]:
    """Every change of the guard of one environment, the gravest first. `places` are those of `after`.

    What cannot be compared counts as looser: it is rated HIGH and says so.
    """
    assert after.environment is not None
    project = ("Project", "environments", after.environment.name)
    found = [
        *_located(f"environment {after.environment.name}", _environment(before, after), places, *project),
        *_located("environments", _environments(before, after), places, "Project", "environments"),
        *_located("project", _prune(before.desired, after.desired), places, "Project", "prune"),
        *_located("rules", rule_changes(before.rules, after.rules), places, "Project", "rules"),
        *_located("protection", _protection(before.desired, after.desired), places, "Project"),
        *_located(
            "guardrails",
            guardrail_changes(before.desired.guardrails, after.desired.guardrails),
            places,
            ObjectKind.GUARDRAILS,
            "",
        ),
        *_located(
            "organisation's rules",
            _digests(before.schemas, after.schemas, "not held against the files any more"),
            places,
            "Project",
            "schemas",
        ),
        *_located("rollout", rollout_changes(_place(before), _place(after)), places, *project, "ring"),
        *_located("approvals", _approvals(before.approvals, after.approvals), places, "Project", "approvals"),
        *_located("repository", _files(before.files, after.files), places),
    ]
    return tuple(sorted(found, key=lambda item: item.rating.rank))


def weaker_than_shipped(
    environment: Environment, desired: Desired, rules: tuple[RatedOtherwise, ...]
) -> tuple[str, ...]:
    """The guards in force that are weaker than lcwsync ships them, in words."""
    shipped = Environment(name=environment.name)
    settings = [change.message for change in _settings(shipped, environment) if change.way is Way.LOOSER]
    prune = [change.message for change in _prune(Desired(), desired)]
    rated = [change.keys[0] for change in rule_changes((), rules) if change.way is Way.LOOSER]
    lower = [f"rated lower than shipped: {', '.join(map(str, rated))}"] if rated else []
    return (*settings, *prune, *lower)


def sandbox_in_a_job(environment: Environment) -> GuardChange | None:
    """The warning about a job that reads the embedded tenant under the name of another one; None when all is well."""
    if not environment.sandbox or "sandbox" in environment.name.casefold():
        return None
    return GuardChange(
        code="RISK-SANDBOX",
        rating=Rating.HIGH,
        subject=f"environment {environment.name}",
        message="is the embedded sandbox, and this is a job: no real tenant is read, so nothing is told about one",
    )


def cannot_tell(reason: str) -> GuardChange:
    """The change of a guard whose base could not be read."""
    return GuardChange(
        code="RISK-GUARD",
        rating=Rating.HIGH,
        subject="base",
        message=f"cannot tell what this change does to the guard and to what is managed: {reason}",
    )


def _located(subject: str, changes: Iterator[Change], places: Places, *path: str) -> Iterator[GuardChange]:
    for change in changes:
        at = change.path or path
        yield GuardChange(
            code="RISK-GUARD",
            rating=change.way.rating,
            subject=subject,
            message=change.message,
            people=change.people,
            content=change.content,
            location=places.at(*at, *change.keys) if at else None,
        )


def _environment(before: Guard, after: Guard) -> Iterator[Change]:
    new = after.environment
    assert new is not None
    old = before.environment
    if old is None:
        yield Change(Way.TIGHTER, "is new: everything in it is described for the first time")
        old = Environment(name=new.name)
    else:
        if old.name != new.name:
            said = f"was called {old.name} before this change: reviewers and credentials that hold for that name do not"
            yield Change(Way.UNKNOWN, f"{said} hold for {new.name}")
        yield from _identities(old, new)
    yield from _settings(old, new)


def _settings(old: Environment, new: Environment) -> Iterator[Change]:
    if new.allow_delete != old.allow_delete:
        allowed = "may delete (allowDelete)" if new.allow_delete else "may not delete any more (allowDelete)"
        yield Change(Way.looser(new.allow_delete), f"plans {allowed}", ("allowDelete",))
    for key, was, is_ in (
        ("maxDeletes", old.limits.max_deletes, new.limits.max_deletes),
        ("maxChanges", old.limits.max_changes, new.limits.max_changes),
    ):
        if was != is_:
            yield Change(Way.looser(is_ > was), f"limits.{key} {was} → {is_}", ("limits", key))
    if new.established != old.established:
        said = "is no longer marked established: a plan that creates most objects is not refused"
        said = said if old.established else "is marked established: a plan that creates most objects is refused"
        yield Change(Way.looser(old.established), said, ("established",))


def _identities(old: Environment, new: Environment) -> Iterator[Change]:
    if old.sandbox != new.sandbox:
        said = "becomes the embedded sandbox: the real tenant is not read, planned or watched any more"
        yield Change(Way.looser(new.sandbox), said if new.sandbox else "is a real tenant from now on", ("sandbox",))
    for key, was, is_, what in (
        ("tenantId", old.tenant_id, new.tenant_id, "another tenant"),
        ("clientId", old.client_id, new.client_id, "another application applies"),
        ("planClientId", old.plan_client_id, new.plan_client_id, "another application plans"),
        ("cloud", old.cloud.value, new.cloud.value, "another cloud"),
        ("auth", old.auth, new.auth, "another way to sign in"),
    ):
        if was != is_:
            yield Change(Way.UNKNOWN, f"{key} {was or '(not set)'} → {is_ or '(not set)'}: {what}", (key,))


def _environments(before: Guard, after: Guard) -> Iterator[Change]:
    renamed = before.environment.name if before.environment else None
    for name in before.environments:
        if name not in after.environments and name != renamed:
            yield Change(Way.LOOSER, f"{name} is not described any more: nothing is planned, applied or watched there")


def _prune(before: Desired, after: Desired) -> Iterator[Change]:
    if before.prune != after.prune:
        said = "prune is on: what the tenant has and git does not list is deleted, within the limits"
        yield Change(Way.looser(after.prune), said if after.prune else "prune is off")


def _place(guard: Guard) -> Place | None:
    return Place(guard.environment.ring, guard.rollout) if guard.environment else None


def _approvals(before: Approvals, after: Approvals) -> Iterator[Change]:
    for rating in Rating:
        was, is_ = needed(before, rating), needed(after, rating)
        if was != is_:
            said = f"a plan rated {rating} needs {approval_text(was)} → {approval_text(is_)}"
            fewer = was is not None and (is_ is None or is_.number < was.number)
            way = Way.UNKNOWN if was and is_ and was.team and was.team != is_.team else Way.looser(fewer)
            yield Change(way, said)


def approval_text(approval: Approval | None) -> str:
    """Approvals in words."""
    if approval is None:
        return "no approval"
    team = f" of {approval.team}" if approval.team else ""
    return f"{approval.number} approval{'' if approval.number == 1 else 's'}{team}"


def _protection(before: Desired, after: Desired) -> Iterator[Change]:
    was, is_ = protected(before), protected(after)
    for name, known in _named(after):
        before_too = any(each in was for each in known)
        if known[0] in is_ and not before_too:
            yield Change(Way.TIGHTER, f"{name} is protected from deletion", path=(name.kind.value, name.name))
        elif known[0] not in is_ and before_too:
            said = f"{name} is not protected from deletion any more"
            yield Change(Way.LOOSER, said, path=(name.kind.value, name.name))


Known = tuple[ObjectKind, str]
"""A name that an object goes or went by, without case."""


def protected(desired: Desired) -> frozenset[Known]:
    """The names of the objects with `protect: true`, former names among them."""
    kept = Desired(
        workflows=tuple(each for each in desired.workflows if each.protect),
        extensions=tuple(each for each in desired.extensions if each.protect),
        pass_requests=tuple(each for each in desired.pass_requests if each.protect),
    )
    return frozenset(known for _, names in _named(kept) for known in names)


def _named(desired: Desired) -> Iterator[tuple[ObjectName, tuple[Known, ...]]]:
    for kind, items in (
        (ObjectKind.WORKFLOW, desired.workflows),
        (ObjectKind.EXTENSION, desired.extensions),
        (ObjectKind.PASS_REQUESTS, desired.pass_requests),
    ):
        for each in items:
            names = (each.display_name, *each.previous_names)
            yield ObjectName(kind, each.display_name), tuple((kind, known.casefold()) for known in names)


def _digests(before: Mapping[str, str], after: Mapping[str, str], lost: str) -> Iterator[Change]:
    for path in sorted({*before, *after}):
        if path not in after:
            yield Change(Way.LOOSER, f"{path}: {lost}")
        elif path not in before:
            yield Change(Way.TIGHTER, f"{path}: held against the files from now on", content=after[path])
        elif before[path] != after[path]:
            said = f"{path}: changed; read it, since it cannot be told whether it asks for less"
            yield Change(Way.UNKNOWN, said, content=after[path])


def _files(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> Iterator[Change]:
    if before is None or after is None:
        which = "CODEOWNERS, workflows and actions could not be compared: there are too many files"
        yield Change(Way.UNKNOWN, which)
        return
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path):
            what = "removed" if path not in after else "new" if path not in before else "changed"
            yield Change(Way.UNKNOWN, f"{path} is {what}; {_reason(path)}", content=after.get(path, ""))


def _reason(path: str) -> str:
    if path.endswith("CODEOWNERS"):
        return "it decides who must review"
    if "requirements" in path:
        return "it decides what is installed where the identities are used"
    return "it decides what runs, with which identity, and after which review"
