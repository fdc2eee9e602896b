"""Fingerprints: a short text that changes when, and only when, what was read changes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from lcwsync.model.extension import LiveExtension
from lcwsync.model.references import Ref, ref_key
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow

Live = LiveWorkflow | LiveExtension | TapPolicy | LifecycleSettings


def fingerprint(live: Live) -> str:
    """SHA-256 in hexadecimal over an object as it was read; names of references do not count, their ids do."""
    return _digest(live)


def config_digest(desired: Desired) -> str:
    """SHA-256 in hexadecimal over everything git describes for one environment."""
    return _digest(desired)


def _digest(value: object) -> str:
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case Ref():
            return {"ref": value.kind.value, "to": ref_key(value)}
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            # The type belongs to the content: two triggers may have the same members.
            return {"is": type(value).__name__} | {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        case _:
            return value
