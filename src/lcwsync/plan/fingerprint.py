"""Fingerprints: a short text that changes when, and only when, what was read changes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import assert_never

from lcwsync.model.extension import LiveExtension
from lcwsync.model.pass_requests import LivePassRequests
from lcwsync.model.references import Ref, ref_key
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import GroupTarget, TapPolicy, UserTarget
from lcwsync.model.workflow import LiveWorkflow

Live = LiveWorkflow | LiveExtension | TapPolicy | LifecycleSettings | LivePassRequests
"""An object of the tenant as it was read."""


def fingerprint(live: Live) -> str:
    """SHA-256 in hexadecimal over an object as it was read.

    Names of references do not count, their ids do; nor does the order of references, or that the service stopped a
    workflow's runs, which is not a change of the workflow. Members that this version does not know count for the
    policy; workflows and extensions have lastModifiedDateTime, and may have counters of the service among them.
    """
    match live:
        case LiveWorkflow():
            return digest_of(replace(live, quarantine=None))
        case TapPolicy(unknown=unknown):
            return digest_of([live, unknown] if unknown else live)
        case LivePassRequests(catalog=catalog):
            # A catalog is looked at by each document that names it, and for the groups that git names alone.
            return digest_of(replace(live, catalog=catalog._replace(published=True, resources=())))
        case LiveExtension() | LifecycleSettings():
            return digest_of(live)
        case _:
            assert_never(live)


def config_digest(desired: Desired, *guard: object) -> str:
    """SHA-256 in hexadecimal over everything git describes for one environment, and over what guards its plan."""
    return digest_of([desired, *guard] if guard else desired)


def digest_of(value: object) -> str:
    """SHA-256 in hexadecimal over model values, lists of them, and plain JSON values."""
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if type(value) in (str, int, bool, type(None)):
        return value  # most values are, and the tests below take longer
    match value:
        case Ref():
            return {"ref": value.kind.value, "to": ref_key(value)}
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case tuple() | list():
            items = [_plain(item) for item in value]
            # The service promises no order for these; for tasks the order is the content.
            unordered = any(isinstance(item, Ref | GroupTarget | UserTarget) for item in value)
            return sorted(items, key=json.dumps) if unordered else items
        case _ if is_dataclass(value):
            # The type belongs to the content: two triggers may have the same members.
            return {"is": type(value).__name__} | {
                f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.compare
            }
        case _:
            return value
