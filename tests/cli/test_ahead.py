"""Several environments: they are read while others are shown, and everything comes in its turn."""

import threading
import time

import pytest

from lcwsync.cli.ahead import at_one_time, one_ahead
from lcwsync.cli.options import say
from lcwsync.values.errors import ConfigError


def test_the_next_one_is_read_meanwhile_and_results_come_in_order() -> None:
    begun: list[str] = []

    def read(name: str) -> str:
        begun.append(name)
        return name.upper()

    take = one_ahead(("a", "b", "c"), read)
    assert take("a") == "A"
    until = time.monotonic() + 5
    while "b" not in begun and time.monotonic() < until:
        time.sleep(0.01)
    assert begun == ["a", "b"], "one ahead, not more"
    assert [take("b"), take("c")] == ["B", "C"]
    assert begun == ["a", "b", "c"]


def test_an_error_is_raised_in_its_turn() -> None:
    def read(name: str) -> str:
        if name == "b":
            raise ConfigError("b is wrong")
        return name

    take = one_ahead(("a", "b", "c"), read)
    assert take("a") == "a"
    with pytest.raises(ConfigError, match="b is wrong"):
        take("b")
    assert take("c") == "c"


def test_messages_of_the_background_come_with_their_result(capsys: pytest.CaptureFixture[str]) -> None:
    said = threading.Event()

    def read(name: str) -> str:
        say(f"reading {name}")
        if name == "b":
            said.set()
        return name

    take = one_ahead(("a", "b"), read)
    take("a")
    assert said.wait(5)
    assert capsys.readouterr().err == "reading a\n"
    take("b")
    assert capsys.readouterr().err == "reading b\n"


def test_as_many_as_asked_for_are_read_at_one_time() -> None:
    together = threading.Barrier(3)
    under_way: list[str] = []
    most: list[int] = []

    def read(name: str) -> str:
        under_way.append(name)
        most.append(len(under_way))
        together.wait(5)  # breaks unless three are under way
        under_way.remove(name)
        return name.upper()

    names = ("a", "b", "c", "d", "e", "f")
    take = at_one_time(names, read, 3)
    assert [take(name) for name in names] == ["A", "B", "C", "D", "E", "F"]
    assert max(most) <= 3


def test_a_slow_one_holds_up_no_other_and_a_failing_one_ends_no_other() -> None:
    ended: list[str] = []
    rest = threading.Event()

    def read(name: str) -> str:
        if name == "slow":
            assert rest.wait(5), "the others were not read meanwhile"
        if name == "wrong":
            raise ConfigError("wrong is wrong")
        ended.append(name)
        if len(ended) == 4:
            rest.set()
        return name

    take = at_one_time(("slow", "wrong", "a", "b", "c", "d"), read, 2)
    assert take("slow") == "slow"
    with pytest.raises(ConfigError, match="wrong is wrong"):
        take("wrong")
    assert [take(name) for name in "abcd"] == list("abcd")
