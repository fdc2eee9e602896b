"""The page of the audit: who can create, receive or redirect a pass, and by which path."""

from collections.abc import Iterator

from lcwsync.audit.environment import Audit
from lcwsync.audit.findings import Naming, objections
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.verdict import AuditVerdict, Judged
from lcwsync.model.principal import PrincipalKind
from lcwsync.render.audit.markdown import masked_name
from lcwsync.render.audit.rows import LIMITS, TIER_TITLES, by_tier, full_name, how_text, state_text, verdict_lines
from lcwsync.render.formats.escape import html as text

_KINDS = {PrincipalKind.CREDENTIAL: "federated credential"}

_BADGES = {AuditVerdict.PASS: "ok", AuditVerdict.FAIL: "high", AuditVerdict.UNKNOWN: "medium"}


def paths_body(audit: Audit, *, show_people: bool) -> Iterator[str]:
    """The two verdicts, each right with its path, the workflows that create passes, and what was not read."""
    naming: Naming = full_name if show_people else masked_name
    for verdict, line in zip(audit.judgement.verdicts.values(), verdict_lines(audit), strict=True):
        yield f'<p class="verdict"><span class="badge {_BADGES[verdict]}">{verdict.value.upper()}</span> '
        yield f"{text(line.partition(': ')[2])}</p>"
    yield f'<p class="soft">{text(LIMITS)}</p>'
    for tier, rights in by_tier(audit):
        yield f"<h2>{text(TIER_TITLES[tier])} ({len(rights)})</h2>"
        yield f'<ul class="plain">{"".join(_right(judged, audit, naming) for judged in rights)}</ul>'
    if audit.judgement.workflows:
        yield "<h2>Workflows that create passes</h2>"
        rows = "".join(
            f"<li><bdi>{text(each.workflow.name)}</bdi> "
            f'<span class="soft">{text(state_text(each.workflow))}</span>'
            + "".join(f"<br>{_badge('high', '!')} {text(objection)}" for objection in objections(each, naming))
            + "</li>"
            for each in audit.judgement.workflows
        )
        yield f'<ul class="plain">{rows}</ul>'
    if audit.refused:
        yield "<h2>Not read: further holders may exist</h2>"
        rows = "".join(f"<li>{text(each.what)}: {text(each.why)}</li>" for each in audit.refused)
        yield f'<ul class="plain">{rows}</ul>'
    yield "<h2>Not looked at: check by hand</h2>"
    rows = "".join(f"<li>{text(each.what)}: {text(each.check)}</li>" for each in NOT_LOOKED_AT)
    yield f'<ul class="plain">{rows}</ul>'


def _right(judged: Judged, audit: Audit, naming: Naming) -> str:
    held = judged.held
    steps = "".join(f"<li>{text(step)}</li>" for step in held.path)
    use = audit.own_use(held.principal)
    own = f' <span class="soft">lcwsync {text(use)}</span>' if use else ""
    kind = (
        ""
        if held.principal.kind is PrincipalKind.USER
        else f' <span class="soft">{_KINDS.get(held.principal.kind, held.principal.kind.value)}</span>'
    )
    if judged.objection and audit.expected:
        git = f"<br>{_badge('high' if judged.objected else 'medium', 'not expected')} {text(judged.objection)}"
    elif judged.expected:
        git = f"<br>{_badge('ok', 'expected')} {text(judged.expected.reason)}"
    else:
        git = ""
    return (
        f'<li><b><bdi>{text(naming(held.principal))}</bdi></b>{kind}{own}<ol class="path">{steps}</ol>'
        f'<span class="soft">{text(how_text(held))}</span>{git}</li>'
    )


def _badge(kind: str, word: str) -> str:
    return f'<span class="badge {kind}">{word}</span>'
