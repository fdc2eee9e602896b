"""Previews made in one piece, as no command makes them: the people of a scope are read some at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lcwsync.model.person import PassFacts, Person
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.task_facts import TenantFacts
from lcwsync.model.workflow import Workflow
from lcwsync.preview.circumstances import DEFAULT_DAYS, Circumstances, Processed
from lcwsync.preview.environment import Previews
from lcwsync.preview.expected import expected_of, timed
from lcwsync.preview.joined import Joined
from lcwsync.preview.preview import Preview
from lcwsync.render.preview.json import people_texts, previews_chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFacts:
    """The people in a workflow's scope and what was read about them."""

    people: tuple[Person, ...] = ()
    """Everybody in scope now."""
    pass_facts: Mapping[str, PassFacts] = field(default_factory=dict)
    """By person id, for those whom the workflow may take up."""
    processed: Processed = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """Notes about the reads for the person who looks at the preview, such as refusals."""


def preview(
    workflow: Workflow,
    policy: TapPolicy | None,
    facts: ScopeFacts,
    settings: LifecycleSettings | None,
    *,
    now: datetime,
    days: int = DEFAULT_DAYS,
    created: datetime | None = None,
    tenant: TenantFacts | None = None,
) -> Preview:
    """The preview of a workflow for the people in its scope, within `days` days from `now`; see `Circumstances`."""
    under = Circumstances(
        workflow=workflow,
        policy=policy,
        settings=settings,
        now=now,
        days=days,
        created=created,
        tenant=tenant or TenantFacts(),
    )
    joined = Joined(listed=None)
    joined.add(expected_of(under, timed(under, facts.people, processed=facts.processed), facts.pass_facts))
    return joined.whole(under, notes=facts.notes)


def previews_json(previews: Previews, *, tool_version: str) -> str:
    """The previews as a JSON document (schemas/preview.schema.json)."""
    people = [people_texts(preview.people) for preview in previews.workflows]
    return "".join(previews_chunks(previews, people, tool_version=tool_version))
