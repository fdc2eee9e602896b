"""Running the console blocks of a page: each `$ command` in order, its output compared line by line."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.commands import Done, Lcwsync


@dataclass(frozen=True)
class Shown:
    """A command of a page and the output it shows; `...` stands for anything, alone on a line for any lines."""

    command: str
    output: str

    def matches(self, text: str) -> bool:
        """Whether the output is what the page shows."""
        whole = text.rstrip("\n") + "\n" if text else ""
        return re.fullmatch("".join(self._patterns()), whole) is not None

    def _patterns(self) -> Iterator[str]:
        for line in self.output.splitlines():
            if line == "...":
                yield r"(?:.*\n)*?"
            else:
                yield ".*".join(re.escape(part) for part in line.split("...")) + r" *\n"


def shown(page: str) -> Iterator[Shown]:
    """The commands of a page's console blocks, in order."""
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield Shown(command, output)


def walk(page: str, lcwsync: Lcwsync) -> None:
    """Run a page. Raises AssertionError at the first command whose output is not what the page shows."""
    done = Done(0, "", "")
    for each in shown(page):
        if each.command == "echo $?":
            text = f"{done.code}\n"
        else:
            program, *words = shlex.split(each.command)
            if program == "echo" and ">" in words:
                Path(words[-1]).write_text(" ".join(words[: words.index(">")]) + "\n", encoding="utf-8")
                assert not each.output, "a redirected echo prints nothing"
                continue
            if program == "rm":
                Path(words[0]).unlink()
                assert not each.output, "rm prints nothing"
                continue
            if program == "mv":
                Path(words[0]).rename(words[1])
                assert not each.output, "mv prints nothing"
                continue
            assert program == "lcwsync", each.command
            done = lcwsync(*words)
            text = done.err + done.out
        assert each.matches(text), f"$ {each.command}\n{text}"
