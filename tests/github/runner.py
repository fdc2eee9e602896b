"""Carrying out the shell parts of workflows and composite actions as a runner does, without their foreign actions."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.github.fake_github import GitHub


@dataclass
class Job:
    """One job of a workflow in a checkout. `context` holds what expressions may name."""

    checkout: Path
    github: GitHub
    context: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    log: str = ""

    def run(self, workflow: str, name: str) -> int:
        """The exit code of the first step that fails; 0 when none does."""
        path = self.checkout / ".github" / "workflows" / workflow
        job = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"][name]
        return self._steps(job["steps"], self.context)

    def _steps(self, steps: list[dict[str, Any]], context: dict[str, str]) -> int:
        failed = 0
        for step in steps:
            condition = str(step.get("if", "success()"))
            if condition != "always()" and (failed or not _holds(condition, context)):
                continue
            used = str(step.get("uses", ""))
            if used.startswith("./"):
                code, outputs = self._action(self.checkout / used, step.get("with", {}), context)
            elif used or "pip install" in step["run"]:
                code, outputs = 0, {}
            else:
                code, outputs = self._shell(step, context)
            context.update({f"steps.{step.get('id')}.outputs.{key}": value for key, value in outputs.items()})
            failed = failed or code
        return failed

    def _action(self, path: Path, given: dict[str, Any], context: dict[str, str]) -> tuple[int, dict[str, str]]:
        action = yaml.safe_load((path / "action.yml").read_text(encoding="utf-8"))
        inner = {"github.action_path": str(path), "github.token": "t"}
        for name, declared in action["inputs"].items():
            inner[f"inputs.{name}"] = _expanded(str(given.get(name, declared.get("default", ""))), {**context, **inner})
        code = self._steps(action["runs"]["steps"], inner)
        outputs = {name: _expanded(each["value"], inner) for name, each in action.get("outputs", {}).items()}
        return code, outputs

    def _shell(self, step: dict[str, Any], context: dict[str, str]) -> tuple[int, dict[str, str]]:
        place = self.github.place
        output, summary = place / "output", place / "summary"
        for file in (output, summary):
            file.write_text("", encoding="utf-8")
        own = {name: _expanded(str(value), context) for name, value in step.get("env", {}).items()}
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
