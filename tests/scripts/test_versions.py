"""Which Pythons and versions are tried, and what the script for them takes."""

import re
import sys
import tomllib

import pytest
import yaml

from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_python_that_is_promised_is_tried() -> None:
    promised = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d", line)]
    ci = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    assert ci["jobs"]["tests"]["strategy"]["matrix"]["python"] == promised
    assert PROJECT["requires-python"] == f">={promised[0]}"


def test_the_oldest_python_gets_the_lowest_versions_and_the_newest_the_newest() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "versions.yml").read_text(encoding="utf-8"))["jobs"]
    promised = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d", line)]
    for kind, python in (("lowest", promised[0]), ("newest", promised[-1])):
        steps = jobs[kind]["steps"]
        assert steps[-1]["run"] == f"python3 scripts/versions.py {kind}"
        assert steps[-2]["with"] == {"python-version": python}


@pytest.mark.parametrize("words", [[], ["oldest"]])
def test_other_words_are_refused_before_anything_is_made(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from versions import main

    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 64
    assert "versions.py lowest" in capsys.readouterr().err


def test_only_the_warnings_of_the_sdk_are_left_out_when_the_wheel_is_imported() -> None:
    from wheel import ignored_warnings

    assert ignored_warnings() == [
        "GetQueryParameters is deprecated",
        "This class is deprecated. Please use the generic RequestConfiguration",
    ]
