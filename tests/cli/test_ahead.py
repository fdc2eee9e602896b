"""Several environments: the next one is read while this one is shown, and everything comes in its turn."""

import threading
import time

import pytest

from lcwsync.cli.ahead import one_ahead
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
