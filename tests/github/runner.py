"""Carrying out the shell parts of workflows and composite actions as a runner does, without their foreign actions."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.commands import ROOT
from tests.github.fake_github import GitHub

RIGHTS = ("none", "read", "write")


@dataclass(frozen=True)
class Workflow:
    """A workflow file, the checkout of the repository that it is of, and what a call gave it."""

    content: dict[Any, Any]
    home: Path
    context: dict[str, str]


@dataclass
class Job:
    """One job of a workflow in a checkout. `context` holds what expressions may name."""

    checkout: Path
    github: GitHub
    context: dict[str, str] = field(default_factory=dict)
    called: Path = ROOT
    """The repository that `OWNER/NAME/…@COMMIT` names."""
    summary: str = ""
    log: str = ""

    def run(self, workflow: str, name: str) -> int:
        """The exit code of the first step that fails; 0 when none does. The job is in the workflow, or in one that it
        calls."""
        started = {key: value for key, value in self.context.items() if not key.startswith("steps.")}
        for found in self._calls(_loaded(self.checkout, workflow), self.checkout, started):
            job = found.content["jobs"].get(name, {})
            if "steps" in job:
                code = self._steps(job["steps"], found)
                self.context = started | {key: at for key, at in found.context.items() if key.startswith("steps.")}
                return code
        raise AssertionError(f"{workflow} leads to no job {name}")

    def _calls(self, content: dict[Any, Any], home: Path, context: dict[str, str]) -> Iterator[Workflow]:
        """A workflow, and the ones that its jobs call."""
        yield Workflow(content, home, dict(context))
        for job in content["jobs"].values():
            if "uses" not in job:
                continue
            # `$/` and `./` name the repository of the file they stand in; anything else has a commit.
            place, mark, commit = job["uses"].partition("@")
            assert bool(mark) is not place.startswith(("$/", "./")), job["uses"]
            assert not mark or re.fullmatch("[0-9a-f]{40}", commit), commit
            there = self.called if mark else home
            inner = _loaded(there, place.rpartition("/")[2])
            asked = inner[True]["workflow_call"] or {}
            assert set(job.get("secrets", {})) <= set(asked.get("secrets", {}))
            given = _inputs(asked.get("inputs", {}), job.get("with", {}), context)
            _within(inner["jobs"], job["permissions"])
            outer = {key: value for key, value in context.items() if not key.startswith("inputs.")}
            yield from self._calls(inner, there, outer | given)

    def _steps(self, steps: list[dict[str, Any]], of: Workflow) -> int:
        failed, context = 0, of.context
        for step in steps:
            condition = str(step.get("if", "success()"))
            if condition != "always()" and (failed or not _holds(condition, context)):
                continue
            used = str(step.get("uses", ""))
            if used.startswith(("./", "$/")):
                # `./` names what lies in the workspace, which holds the caller's repository.
                where = self.checkout if used.startswith("./") else of.home
                code, outputs = self._action(where / used[2:], step.get("with", {}), of)
            elif used or "pip install" in step["run"]:
                code, outputs = 0, {}
            else:
                code, outputs = self._shell(step, of)
            context.update({f"steps.{step.get('id')}.outputs.{key}": value for key, value in outputs.items()})
            failed = failed or code
        return failed

    def _action(self, path: Path, given: dict[str, Any], of: Workflow) -> tuple[int, dict[str, str]]:
        action = yaml.safe_load((path / "action.yml").read_text(encoding="utf-8"))
        inner = {"github.action_path": str(path), "github.token": "t"}
        inner |= _inputs(action.get("inputs", {}), given, of.context | inner)
        # Variables of the workflow reach the steps of an action.
        content = {"env": {name: _expanded(str(at), of.context) for name, at in of.content.get("env", {}).items()}}
        code = self._steps(action["runs"]["steps"], Workflow(content, of.home, inner))
        outputs = {name: _expanded(each["value"], inner) for name, each in action.get("outputs", {}).items()}
        return code, outputs

    def _shell(self, step: dict[str, Any], of: Workflow) -> tuple[int, dict[str, str]]:
        place = self.github.place
        output, summary = place / "output", place / "summary"
        for file in (output, summary):
            file.write_text("", encoding="utf-8")
        stated = {**of.content.get("env", {}), **step.get("env", {})}
        own = {name: _expanded(str(value), of.context) for name, value in stated.items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.checkout,
            env={
                **os.environ,
                **self.github.environ,
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "RUNNER_TEMP": str(place),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                **own,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        self.log += done.stdout + done.stderr
        self.summary += summary.read_text(encoding="utf-8")
        return done.returncode, _outputs(output.read_text(encoding="utf-8"))


def _loaded(home: Path, workflow: str) -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load((home / ".github" / "workflows" / workflow).read_text(encoding="utf-8"))
    return content


def _inputs(declared: dict[str, Any], given: dict[str, Any], context: dict[str, str]) -> dict[str, str]:
    """What a call or a step gives, as expressions name it. What is not declared is an error of the run."""
    assert set(given) <= set(declared), set(given) - set(declared)
    made: dict[str, str] = {}
    for name, about in declared.items():
        assert name in given or not about.get("required"), name
        stated = str(given.get(name, about.get("default", "")))
        made[f"inputs.{name}"] = _expanded(stated, {**context, **made} if name not in given else context)
    return made


def _within(jobs: dict[str, Any], rights: dict[str, str]) -> None:
    """What a called workflow asks for beyond its caller's rights is an error of the whole run."""
    for job in jobs.values():
        for right, level in job["permissions"].items():
            assert RIGHTS.index(level) <= RIGHTS.index(rights.get(right, "none")), right


def _expanded(text: str, context: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([^}]+?) \}\}", lambda found: context.get(found[1], ""), text)


def _holds(condition: str, context: dict[str, str]) -> bool:
    if condition == "success()":
        return True
    found = re.fullmatch(r"(\S+) (==|!=) '(.*)'", condition)
    assert found, condition
    return (context.get(found[1], "") == found[3]) is (found[2] == "==")


def _outputs(text: str) -> dict[str, str]:
    """`name=value`, and `name<<END` followed by lines and END."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, mark, end = line.partition("<<")
        if mark and "=" not in name:
            found[name] = "\n".join(iter(lambda: next(lines), end))
        else:
            name, _, value = line.partition("=")
            found[name] = value
    return found
