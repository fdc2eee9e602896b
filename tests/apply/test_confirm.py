from collections.abc import Callable, Iterator

import pytest

from lcwsync.apply.confirm import WAITS_SECONDS, read_until, write_once
from lcwsync.tenant.http.failure import GraphFailure, answered, broken


class Service:
    """A counter that can lose answers, refuse, and show its newest value late."""

    def __init__(self, *answers: str, reads_behind: int = 0) -> None:
        self.answers: Iterator[str] = iter(answers)
        self.sent = self.stored = 0
        self.reads_behind = reads_behind
        self.slept: list[float] = []

    def send(self) -> str:
        self.sent += 1
        match next(self.answers):
            case "lost after":
                self.stored += 1
                raise broken("POST", "/x", "reset")
            case "lost before":
                raise broken("POST", "/x", "reset")
            case "refused":
                raise refused(400)
            case _:
                self.stored += 1
                return "done"

    def shows_it(self) -> bool:
        if self.stored and self.reads_behind:
            self.reads_behind -= 1
            return False
        return self.stored > 0

    def write(self, carried_out: Callable[[], bool] | None = None) -> str | None:
        return write_once(self.send, carried_out or self.shows_it, self.slept.append)


def refused(status: int, method: str = "POST") -> GraphFailure:
    return answered(method, "/x", status=status, code="c", message="m", request_id="r", retry_after=None)


def test_an_answered_write_is_neither_looked_up_nor_repeated() -> None:
    service = Service("done")
    assert service.write(lambda: pytest.fail("looked")) == "done"
    assert service.sent == 1


def test_a_lost_answer_of_a_stored_write_is_found_even_when_reads_lag() -> None:
    service = Service("lost after", reads_behind=3)
    assert service.write() is None
    assert (service.sent, service.stored) == (1, 1)
    assert service.slept == list(WAITS_SECONDS[:3])


def test_a_write_that_did_not_arrive_is_sent_once_more() -> None:
    service = Service("lost before", "done")
    assert service.write() == "done"
    assert service.sent == 2


def test_it_is_never_sent_a_third_time() -> None:
    service = Service("lost before", "lost before", "done")
    with pytest.raises(GraphFailure, match="incomplete response"):
        service.write()
    assert (service.sent, service.stored) == (2, 0)


def test_a_second_answer_that_is_lost_too_is_looked_up() -> None:
    service = Service("lost before", "lost after")
    assert service.write() is None
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

    with pytest.raises(GraphFailure, match="POST /x got an incomplete response"):
        service.write(look)
    assert service.sent == 1


def test_patience_ends_with_the_last_answer() -> None:
    slept: list[float] = []
    assert read_until(lambda: 0, bool, slept.append) == 0
    assert slept == list(WAITS_SECONDS)
