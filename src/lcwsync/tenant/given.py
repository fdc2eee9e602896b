"""Objects that somebody copied out of Graph, read as an answer of Graph is read."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lcwsync.model.extension import LiveExtension
from lcwsync.model.references import Ref, is_guid
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.traversal import ModelPath, map_refs
from lcwsync.model.unknown import UnknownMember
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.wire.extension import live_extension
from lcwsync.tenant.wire.json import BadAnswer
from lcwsync.tenant.wire.policy import settings, tap_policy
from lcwsync.tenant.wire.workflow import live_workflow
from lcwsync.values.errors import ConfigError

Given = LiveWorkflow | LiveExtension | TapPolicy | LifecycleSettings

_NO_ID = "00000000-0000-0000-0000-000000000000"
"""Of an object that was written down without its id: git needs none."""


class GivenObject(NamedTuple):
    """An object, and what of it this version does not know."""

    value: Given
    unknown: tuple[UnknownMember, ...]


def given_objects(content: object, place: str) -> Iterator[GivenObject]:
    """The objects of one answer, or of a list of answers. `place` names it in messages.

    Raises ConfigError for what is none of the objects that lcwsync manages, and for one that cannot be understood.
    """
    match content:
        case list():
            for at, item in enumerate(content):
                yield from given_objects(item, f"{place}[{at}]")
        case {"value": list(items)}:
            yield from given_objects(items, f"{place}.value" if place else "value")
        case {"authenticationMethodConfigurations": list(items)}:
            policies = [item for item in items if isinstance(item, dict) and item.get("id") == "TemporaryAccessPass"]
            if not policies:
                raise ConfigError(f"{place}: no Temporary Access Pass among the authentication methods")
            yield from given_objects(policies, place)
        case Mapping():
            yield _given(content, place)
        case _:
            raise ConfigError(f"{place}: an object was expected", hint=_WANTED)


_WANTED = "give the answer of GET for a workflow, the TAP policy, the settings or a custom task extension"


def _given(content: Mapping[str, object], place: str) -> GivenObject:
    members = dict(content)
    try:
        if "tasks" in members or "executionConditions" in members or "isSchedulingEnabled" in members:
            workflow = live_workflow({"id": _NO_ID, "version": 1, **members})
            return GivenObject(_by_id_or_name(workflow, members), workflow.unknown)
        if "endpointConfiguration" in members:
            extension = live_extension({"id": _NO_ID, **members})
            return GivenObject(_by_id_or_name(extension, members), extension.unknown)
        if members.get("id") == "TemporaryAccessPass" or "maximumLifetimeInMinutes" in members:
            policy = tap_policy(members)
            return GivenObject(_by_id_or_name(policy, members), policy.unknown)
        if "workflowScheduleIntervalInHours" in members or "emailSettings" in members:
            return GivenObject(settings(members), ())
    except BadAnswer as error:
        raise ConfigError(f"{place}: {error.path} {error.problem}", hint="correct it, or export it anew") from None
    keys = ", ".join(sorted(members)[:6]) or "none"
    raise ConfigError(f"{place}: nothing that lcwsync manages has these members: {keys}", hint=_WANTED)


def _by_id_or_name(value: Given, content: object) -> Given:
    """References whose id is a name, as some tools write them, by that name and its own spelling."""
    spelt = {text.casefold(): text for text in _texts(content)}

    def named(ref: Ref, _: ModelPath) -> Ref:
        if ref.id is None or is_guid(ref.id):
            return ref
        return Ref(ref.kind, name=spelt.get(ref.id, ref.id))

    return map_refs(value, named)


def _texts(content: object) -> Iterator[str]:
    match content:
        case str():
            yield content
        case Mapping():
            for item in content.values():
                yield from _texts(item)
        case list():
            for item in content:
                yield from _texts(item)
