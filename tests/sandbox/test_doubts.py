"""Each doubt about the service has answers that can be chosen, and a default."""

import pytest

from lcwsync.sandbox.doubts import DOUBTS, answer, parse_doubts
from lcwsync.sandbox.errors import SandboxUsageError
from lcwsync.sandbox.store import Store
from tests.commands import Lcwsync


def test_the_first_answer_is_the_default(store: Store) -> None:
    for name, doubt in DOUBTS.items():
        assert answer(store, name) == next(iter(doubt.values))
        for value in doubt.values:
            store.doubts.update(parse_doubts([f"{name}={value}"]))
            assert answer(store, name) == value


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("leave-date=403", "did you mean leave-dates?"),
        ("leave-dates=nul", "did you mean null?"),
        ("leave-dates", "one of null, 403"),
    ],
)
def test_a_wrong_name_or_answer_is_refused_with_the_one_that_was_meant(text: str, hint: str) -> None:
    with pytest.raises(SandboxUsageError) as caught:
        parse_doubts([text])
    assert caught.value.hint == hint


def test_the_command_line_refuses_a_wrong_doubt(lcwsync: Lcwsync) -> None:
    done = lcwsync("sandbox", "serve", "--doubt", "leave-date=403")
    assert done.code == 64
    assert "did you mean leave-dates?" in done.err
