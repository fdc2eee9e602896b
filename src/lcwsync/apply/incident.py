"""Pausing and resuming a workflow, and cancelling a run, in an incident. A journal that cannot be written stops none
of them: the pause itself stands in the tenant.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from lcwsync.apply.confirm import Patience, send_again_if_lost
from lcwsync.apply.journal import Journal
from lcwsync.model.pause import LONGEST_REASON, Pause, marked, pause_of, unmarked
from lcwsync.model.run import Run
from lcwsync.model.state import ObjectKind
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import LcwError, Refused, TenantError, UsageError
from lcwsync.values.moments import moment_text
from lcwsync.values.records import dataclass
from lcwsync.values.secrets import without_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Carries out one step of an incident. `clock` gives the time in UTC, `warn` takes a line for the person."""

    tenant: Tenant
    journal: Journal
    environment: str
    clock: Callable[[], datetime]
    patience: Patience
    warn: Callable[[str], None]

    def pause(self, live: LiveWorkflow, *, by: str, reason: str) -> Pause:
        """Disable a workflow, with the pause in its description: it starts for nobody, by schedule or on demand.

        Raises Refused for one that is disabled already, TenantError, UsageError for a reason that does not fit.
        """
        if earlier := pause_of(live):
            raise Refused(
                f"it is paused already, since {moment_text(earlier.since)} by {earlier.by}: {earlier.reason}",
                hint="resume it first to pause it with another reason",
            )
        if live.workflow.is_enabled is False:
            raise Refused("it is disabled already: it starts for nobody", hint="write isEnabled: false to git as well")
        checked_reason(reason)
        scheduled = live.workflow.is_scheduling_enabled is True
        pause = Pause(f"{self.clock():%Y-%m-%dT%H:%M:%SZ}", by, without_secrets(reason), scheduled=scheduled)
        description = marked(live.workflow.description, pause)
        self._write(live, "pause", reason, enabled=False, scheduled=False, description=description)
        return pause

    def resume(self, live: LiveWorkflow, *, reason: str) -> Pause:
        """Enable a paused workflow and take the pause out of its description; returns the pause that ended.

        Raises Refused for one that is not paused, TenantError, UsageError for a reason that does not fit.
        """
        pause = pause_of(live)
        if pause is None:
            state = "disabled, and not by `lcwsync pause`" if live.workflow.is_enabled is False else "enabled"
            raise Refused(f"it is not paused: it is {state}", hint="`lcwsync plan` shows what git makes of it")
        checked_reason(reason)
        description = unmarked(live.workflow.description)
        self._write(live, "resume", reason, enabled=True, scheduled=pause.scheduled, description=description)
        return pause

    def cancel(self, live: LiveWorkflow, run: Run, *, reason: str | None) -> Run:
        """Cancel a run that is waiting or going on, and return it as the service then shows it.

        Raises Refused for a run that has ended, TenantError.
        """
        if not run.can_be_cancelled:
            raise Refused(
                f"the run is {run.status}: only a run that is queued or in progress can be cancelled",
                hint="`lcwsync pause` keeps the workflow from starting again",
            )
        with self._journalled(live, "cancel", reason):
            self.tenant.runs.cancel(live.id, run.id)
        after = self.patience.until(
            "the end of the run",
            lambda: self.tenant.runs.run([live.id], run.id),
            lambda found: found is not None and not found.can_be_cancelled,
        )
        return after or run

    def _write(
        self, live: LiveWorkflow, does: str, reason: str, *, enabled: bool, scheduled: bool, description: str
    ) -> None:
        wanted: dict[str, str | bool] = {
            "isEnabled": enabled,
            "isSchedulingEnabled": scheduled,
            "description": description,
        }

        def stored() -> bool:
            found = self.tenant.workflow(live.id)
            if found is None:
                return False
            now = found.workflow
            shown = (now.is_enabled, now.is_scheduling_enabled, now.description or "")
            return shown == (enabled, scheduled, description)

        with self._journalled(live, does, reason):
            send_again_if_lost(lambda: self.tenant.update_workflow(live.id, wanted), stored)
            if not self.patience.until("the change", stored, bool):
                raise TenantError(
                    "the service accepted the change, and a read does not show it",
                    hint="look at the workflow in the portal: the change may show up later",
                )

    @contextmanager
    def _journalled(self, live: LiveWorkflow, does: str, reason: str | None) -> "Iterator[None]":
        self._record(live, does, reason, "sending")
        try:
            yield
        except LcwError:
            self._record(live, does, reason, "failed")
            raise
        self._record(live, does, reason, "done")

    def _record(self, live: LiveWorkflow, does: str, reason: str | None, result: str) -> None:
        line = {
            "event": "incident",
            "kind": ObjectKind.WORKFLOW.value,
            "object": live.workflow.display_name,
            "does": does,
            "workflowId": live.id,
            "result": result,
            "reason": reason,
        }
        try:
            self.journal.record(
                line, environment=self.environment, tenant_id=self.tenant.identity().id, now=self.clock()
            )
        except OSError as error:
            self.warn(f"warning: the journal {self.journal.path} cannot be written: {error.strerror or error}")


def checked_reason(reason: str) -> None:
    """Raises UsageError for a reason that is empty or too long."""
    if not reason.strip():
        raise UsageError("the reason is empty", hint="pass --reason with a few words for those who find it later")
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"the reason has {len(reason)} characters; {LONGEST_REASON} at most")
