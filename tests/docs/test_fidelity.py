"""The commands that the page on doubts shows are understood, and its switches do what it says."""

import re
import shlex
from datetime import timedelta

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.doubts import parse_doubts
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import Store
from tests.commands import ROOT
from tests.sandbox.graph_client import LIFECYCLE, Graph, workflow
from tests.tenant_check.__main__ import parser

PAGE = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
SERVED = re.findall(r"^lcwsync sandbox serve (--.*)$", PAGE, re.MULTILINE)
LISTS = f"{LIFECYCLE}/workflows"


def test_every_switch_of_the_page_is_one_of_the_sandbox() -> None:
    assert len(SERVED) == 2
    for words in map(shlex.split, SERVED):
        kind, text = words
        assert parse_fault(text) if kind == "--fault" else parse_doubts([text])


@pytest.mark.parametrize(("switch", "lags"), [(0, False), (1, True)])
def test_a_list_lags_and_with_the_second_switch_every_read(store: Store, switch: int, *, lags: bool) -> None:
    now = 1000.0
    graph = Graph(SandboxApp(store, clock=lambda: now))
    graph.app.faults.add(parse_fault(shlex.split(SERVED[switch])[1]))
    before = len(graph.values(LISTS))
    made = graph.create(workflow())
    assert len(graph.values(LISTS)) == before
    assert graph("GET", f"{LISTS}/{made}").status_code == (404 if lags else 200)
    now += timedelta(minutes=3).total_seconds()
    assert len(graph.values(LISTS)) == before + 1


def test_the_check_of_a_tenant_takes_the_words_of_the_page() -> None:
    shown = re.findall(r"-m tests\.tenant_check (.*)$", PAGE, re.MULTILINE)
    assert len(shown) == 2, "one for each shell"
    assert all(parser().parse_args(shlex.split(words)).prefix == "lcwsync check" for words in shown)
