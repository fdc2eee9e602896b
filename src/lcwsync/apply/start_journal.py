"""The journal of starts: a line before a request is decided, with the decision, before the start, and after it.

No journal, no start: a line that cannot be written before the start refuses it. People appear by object id.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from lcwsync.apply.journal import Journal, lines
from lcwsync.values.errors import LcwError, Refused
from lcwsync.values.json import moment_of
from lcwsync.values.records import dataclass

DAY = timedelta(hours=24)


class EndNotRecorded(Refused):
    """A start was sent, and its end could not be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartJournal:
    """Writes the lines of one start. `workflow` is the name asked for; `now` gives the time in UTC."""

    journal: Journal
    environment: str
    tenant_id: str
    workflow: str
    now: Callable[[], datetime]

    def asked(self, *, for_manager: bool) -> None:
        """A start was asked for: written before anything is decided. Raises Refused when it cannot be written."""
        self._before({"event": "asked", "asks": "manager" if for_manager else "administrator"})

    def decided(self, reasons: Sequence[str], *, requester: str | None, person: str | None) -> None:
        """The decision on a manager's request, or why an administrator's was not carried out; allowed without reasons.

        Raises Refused when it cannot be written.
        """
        result = "denied" if reasons else "allowed"
        message = "; ".join(reasons) or None
        line = {"event": "request", "requester": requester, "person": person, "result": result, "message": message}
        self._before(line)

    def starts(self, *, workflow_id: str, version: int, people: Sequence[str], requester: str | None) -> None:
        """The start is sent next. Raises Refused when the line cannot be written: then nothing is started."""
        self._before(
            {"event": "start", "requester": requester, "workflowId": workflow_id, "version": version}
            | {"people": list(people)}
        )

    def ended(
        self, result: str, *, workflow_id: str, results: Sequence[str] = (), error: LcwError | None = None
    ) -> None:
        """The end of a start: `started`, `failed`, or `unknown` when its answer was lost, with the ids of the results
        that it made.

        Raises EndNotRecorded when the line cannot be written, although the workflow may run.
        """
        line = {"event": "ended", "workflowId": workflow_id, "result": result, "resultIds": list(results)}
        code = getattr(error, "code", None)
        self._write(
            {**line, "code": code if isinstance(code, str) else None},
            f"the start was sent ({result}); the end of the start could not be written to the journal",
            EndNotRecorded,
        )

    def starts_of(self, requester: str) -> int:
        """The number of starts that a requester, by id, was given in the last 24 hours, as this journal knows them.

        Raises Refused for a journal that cannot be read, or that has a line which lcwsync does not write.
        """
        path, now = self.journal.path, self.now()

        def strange(_warning: str) -> None:
            raise Refused(
                "nothing was started: requests cannot be counted, the journal has a line that lcwsync does not write",
                hint=f"look at {path}; move it away to begin a new one",
            )

        try:
            text = path.read_text(encoding="ascii", errors="replace")
        except OSError as error:
            raise Refused(
                f"nothing was started: the journal cannot be read: {error.strerror or error}",
                hint="requests are counted in it, since git limits them",
            ) from None
        return sum(
            line["event"] == "start"
            and line["tenant"] == self.tenant_id
            and line["requester"] == requester
            and (moment_of(line["time"]) or now) >= now - DAY
            for line in lines(text, path, strange)
        )

    def _before(self, line: Mapping[str, object]) -> None:
        self._write(line, "nothing was started: the journal cannot be written")

    def _write(self, line: Mapping[str, object], problem: str, refusal: type[Refused] = Refused) -> None:
        try:
            self.journal.record(
                {**line, "object": self.workflow},
                environment=self.environment,
                tenant_id=self.tenant_id,
                now=self.now(),
            )
        except OSError as error:
            raise refusal(
                f"{problem}: {error.strerror or error}",
                hint="make the directory .lcwsync writable: every start of a workflow is recorded there",
            ) from None
