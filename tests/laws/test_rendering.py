"""Law 5: the same inputs are the same bytes in every rendering, whatever order sets and answers come in."""

import os
import subprocess
import sys
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lcwsync.model.state import Desired, Existing
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.plan import Plan
from lcwsync.plan.planner import make_plan
from lcwsync.render.plan.html import plan_html
from lcwsync.render.plan.markdown import plan_markdown
from lcwsync.render.plan.text import plan_text
from tests.builders import context, live, workflow
from tests.laws.conftest import CHOSEN
from tests.render.plans import plan_json
from tests.strategies import workflows


def renderings(plan: Plan) -> tuple[str, ...]:
    return (
        plan_text(plan, colour=False, unicode=True),
        plan_text(plan, colour=True, unicode=False),
        plan_json(plan, tool_version="1"),
        plan_markdown(plan).text,
        plan_html(plan, tool_version="1"),
    )


def tenants() -> st.SearchStrategy[list[LiveWorkflow]]:
    return st.lists(workflows(), max_size=4, unique_by=lambda each: each.display_name.casefold()).map(
        lambda found: [
            live(replace(each, previous_names=(), tasks=each.tasks or workflow().tasks), number=number)
            for number, each in enumerate(found, 1)
        ]
    )


@CHOSEN
@given(
    wanted=st.lists(workflows(), max_size=4, unique_by=lambda each: each.display_name.casefold()),
    there=tenants(),
    data=st.data(),
)
def test_the_same_plan_is_the_same_bytes_in_every_rendering(
    wanted: list[Workflow], there: list[LiveWorkflow], data: st.DataObject
) -> None:
    desired = Desired(workflows=tuple(wanted))
    shuffled = data.draw(st.permutations(there))

    one = make_plan(desired, Existing(workflows=tuple(there)), context())
    other = make_plan(desired, Existing(workflows=tuple(shuffled)), context())

    assert renderings(one) == renderings(other)


SCRIPT = """
import hashlib, sys
from tests.laws.test_rendering import renderings
from tests.render.plans import everyday, every_action
for plan in (everyday(), every_action("x")):
    for text in renderings(plan):
        print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_the_bytes_do_not_depend_on_how_python_orders_sets() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert len(printed.pop().split()) == 10
