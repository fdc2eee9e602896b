"""Rules of meaning: what a configuration in good form will do, and should not. Offline; the tenant is not asked."""

from collections.abc import Iterator, Sequence

from lcwsync.config.objects import ConfiguredObject
from lcwsync.config.rules.completeness import completeness_findings
from lcwsync.config.rules.lifecycle import lifecycle_findings
from lcwsync.config.rules.mails import mail_findings
from lcwsync.config.rules.pass_requests import pass_request_findings
from lcwsync.config.rules.scopes import scope_findings
from lcwsync.config.rules.service import service_findings
from lcwsync.config.rules.tap_policy import tap_policy_findings
from lcwsync.config.rules.tap_tasks import tap_task_findings
from lcwsync.config.rules.view import View
from lcwsync.model.environment import Cloud
from lcwsync.model.state import Desired
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places


def rule_findings(
    desired: Desired, places: Places, objects: Sequence[ConfiguredObject], cloud: Cloud
) -> Iterator[Finding]:
    """Everything doubtful about one environment's objects, in a tenant of this cloud."""
    view = View(desired, places)
    yield from lifecycle_findings(view)
    yield from service_findings(view, cloud)
    yield from mail_findings(view)
    yield from tap_policy_findings(view)
    yield from tap_task_findings(view)
    yield from pass_request_findings(view)
    yield from scope_findings(objects)
    yield from completeness_findings(objects)
