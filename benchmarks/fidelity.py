"""Every main command against every answer to a doubt about the service; writes the table in docs/fidelity.md.

    python -m benchmarks.fidelity

Run from the root of the repository; takes some minutes. Exit 1 when a command said something wrong.
"""

import re
import sys
from multiprocessing import Pool
from pathlib import Path

from tests.fidelity.trials import COMMANDS, answers, verdict

PAGE = Path(__file__).parent.parent / "docs" / "fidelity.md"
BLOCK = re.compile(r"<!-- made by python -m benchmarks.fidelity -->\n(.*?)<!-- end -->", re.DOTALL)


def main() -> int:
    with Pool(2) as pool:
        rows = list(pool.imap(row, answers()))
    heads = ("answer of the service", *COMMANDS)
    lines = [heads, tuple("---" for _ in heads), *rows]
    text = "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
    page = PAGE.read_text(encoding="utf-8")
    block = f"<!-- made by python -m benchmarks.fidelity -->\n{text}<!-- end -->"
    PAGE.write_text(BLOCK.sub(lambda _: block, page), encoding="utf-8")
    wrong = [line for line in rows if any(cell.startswith("wrong") for cell in line)]
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def row(of: tuple[str, str]) -> tuple[str, ...]:
    """The verdict about each command when a doubt is answered so."""
    doubt, answer = of
    return (name(doubt, answer), *(str(verdict(doubt, answer, command)) for command in COMMANDS))


def name(doubt: str, answer: str) -> str:
    """The first cell of a row."""
    return "every default" if answer == "default" else f"`{doubt}={answer}`"


if __name__ == "__main__":
    sys.exit(main())
