"""Law 10 for files: whatever stands in them, there are findings or a value, never a traceback."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lcwsync.config.load import load
from lcwsync.values.errors import ConfigError
from tests.config.files import sandbox

SHIPPED = Path(__file__).parents[2] / "workflows"
WHOLE = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.yaml"))]

ODD: st.SearchStrategy[object] = st.sampled_from(
    [
        None,
        "",
        " ",
        0,
        -1,
        10**17,
        10**40,
        1.5,
        True,
        [],
        {},
        [[]],
        [None],
        {"": ""},
        "yes",
        "${x}",
        "${",
        "{{",
        "\x07",
        "\u202e",
    ]
) | st.text(max_size=5)


def broken(value: object, draw: st.DrawFn) -> object:
    """The value with something in it replaced, removed or added."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        changed = {**value, key: broken(value[key], draw)}
        if draw(st.integers(0, 5)) == 0:
            del changed[key]
        if draw(st.integers(0, 5)) == 0:
            changed[draw(st.text(max_size=3))] = value[key]
        return changed
    if isinstance(value, list) and value and draw(st.booleans()):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], broken(value[index], draw), *value[index:]]
    return draw(ODD)


@st.composite
def broken_configurations(draw: st.DrawFn) -> list[object]:
    documents = [*WHOLE]
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.integers(0, len(documents) - 1))
        documents[index] = cast("dict[str, object]", broken(documents[index], draw))
    return documents


@settings(max_examples=60, deadline=None)
@given(broken_configurations())
def test_a_configuration_broken_anywhere_gives_findings(documents: list[object]) -> None:
    with TemporaryDirectory() as place:
        for number, document in enumerate(documents):
            is_project = isinstance(document, dict) and document.get("kind") == "Project"
            name = "lcwsync.yaml" if is_project else f"{number}.yaml"
            (Path(place) / name).write_text(json.dumps(document), encoding="utf-8")
        try:
            configuration = load(Path(place))
        except ConfigError:
            return
        for finding in configuration.findings_in(configuration.environments):
            assert finding.message
            assert "Traceback" not in str(finding)
            assert len(str(finding)) < 1_000


@pytest.mark.parametrize(
    "text",
    [
        "{{" + " " * 200_000,
        "{" * 200_000,
        "<" + " " * 200_000,
        "<a " * 60_000,
        "<a href='http://" + "x" * 200_000,
        "${" * 100_000,
        "$" * 200_000,
        "x" * 200_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_long_texts_take_no_long_time(text: str, tmp_path: Path) -> None:
    document = {
        "kind": "Workflow",
        "displayName": "Hire",
        text[:100_000]: "x",
        "category": text,
        "scope": {"rule": text},
        "tasks": [{"task": "sendWelcomeEmail", "arguments": {"customBody": text, "locale": text}}],
    }
    started = perf_counter()
    findings = sandbox(tmp_path, json.dumps(document)).findings
    assert findings
    assert perf_counter() - started < 5, "seconds; a regular expression that backtracks takes minutes"
