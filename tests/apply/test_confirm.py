"""Waiting for what was written, and sending again only what does no harm twice."""

from collections.abc import Iterator

import pytest

from lcwsync.apply.confirm import BUDGET_SECONDS, Patience, send_again_if_lost
from lcwsync.tenant.http.failure import GraphFailure, answered, broken


class Service:
    """A counter that can lose answers, refuse, and show its newest value late."""

    def __init__(self, *answers: str, reads_behind: int = 0) -> None:
        self.answers: Iterator[str] = iter(answers)
        self.sent = self.stored = 0
        self.reads_behind = reads_behind
        self.slept: list[float] = []
        self.patience = Patience(self.slept.append)

    def send(self) -> None:
        self.sent += 1
        match next(self.answers):
            case "lost after":
                self.stored += 1
                raise broken("PATCH", "/x", "reset")
            case "lost before":
                raise broken("PATCH", "/x", "reset")
            case "refused":
                raise refused(400)
            case _:
                self.stored += 1

    def shows_it(self) -> bool:
        if self.stored and self.reads_behind:
            self.reads_behind -= 1
            return False
        return self.stored > 0

    def looked_for(self) -> bool:
        return self.patience.until("it", self.shows_it, bool, seconds=8)

    def write(self) -> None:
        send_again_if_lost(self.send, self.looked_for)


def refused(status: int, method: str = "PATCH") -> GraphFailure:
    return answered(method, "/x", status=status, code="c", message="m", request_id="r", retry_after=None)


def test_an_answered_write_is_neither_looked_up_nor_repeated() -> None:
    service = Service("done")
    send_again_if_lost(service.send, lambda: pytest.fail("looked"))
    assert service.sent == 1


def test_a_lost_answer_of_a_stored_write_is_found_even_when_reads_lag() -> None:
    service = Service("lost after", reads_behind=3)
    service.write()
    assert (service.sent, service.stored) == (1, 1)
    assert service.slept == [0.2, 0.5, 1.0]


def test_a_write_that_did_not_arrive_is_sent_once_more() -> None:
    service = Service("lost before", "done")
    service.write()
    assert service.sent == 2


def test_it_is_never_sent_a_third_time() -> None:
    service = Service("lost before", "lost before", "done")
    with pytest.raises(GraphFailure, match="incomplete response"):
        service.write()
    assert (service.sent, service.stored) == (2, 0)


def test_a_second_answer_that_is_lost_too_is_looked_up() -> None:
    service = Service("lost before", "lost after")
    service.write()
    assert service.stored == 1


def test_a_refusal_is_final() -> None:
    service = Service("refused")
    with pytest.raises(GraphFailure, match="400"):
        service.write()
    assert service.sent == 1
    assert service.slept == []


def test_when_the_look_up_fails_the_writes_own_failure_is_reported_and_not_repeated() -> None:
    service = Service("lost after")

    def look() -> bool:
        raise refused(503, "GET")

    with pytest.raises(GraphFailure, match="PATCH /x got an incomplete response"):
        send_again_if_lost(service.send, look)
    assert service.sent == 1


def test_patience_ends_with_its_budget_and_the_last_answer() -> None:
    slept: list[float] = []
    assert Patience(slept.append).until("it", lambda: 0, bool) == 0
    assert sum(slept) == BUDGET_SECONDS
    assert max(slept) <= 5


def test_waiting_is_announced_once_with_its_budget() -> None:
    notes: list[str] = []
    Patience(lambda _seconds: None, budget=30, note=notes.append).until("workflow W", lambda: 0, bool)
    assert notes == ["waiting up to 30 s until the service shows workflow W ..."]


def test_a_short_wait_is_not_worth_a_line() -> None:
    notes: list[str] = []
    answers = iter((0, 0, 1))
    Patience(lambda _seconds: None, note=notes.append).until("it", lambda: next(answers), bool)
    assert notes == []


def test_a_signal_ends_the_waiting() -> None:
    slept: list[float] = []
    patience = Patience(slept.append, stopped=lambda: len(slept) == 2)
    assert patience.until("it", lambda: 0, bool) == 0
    assert len(slept) == 2
