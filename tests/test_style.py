"""The words of docs/STYLE.md hold in every text: messages, docstrings, documentation, names of tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

AVOIDED = {
    r"\bmint(s|ed|ing|er|ers)?\b": "create a pass",
    r"\b(make|makes|made|making) (a |the |one )?pass(es)?\b(?! (valid|one-time|usable))": "create a pass",
    r"\bastray\b": "misdirected",
    r"\bswitched (on|off)\b": "enabled, disabled",
    r"\bis no (address|duration|file|method|name|number|url)\b": "is not a ...",
    r"\bsay --": "pass --",
    r"\bcomes by\b": "runs",
    r"\bwhoever\b|\bwhomever\b": "the user who, everybody who",
    r"\bto whom it matters\b": "who is affected",
    r"\bthe same, (with|by|for|as)\b": "a sentence of its own",
}
"""What is not written, and what is written instead."""

_PAGES = [ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md")]
_PAGES += [path for path in sorted((ROOT / "docs").glob("*.md")) if path.name != "STYLE.md"]
_PAGES += sorted((ROOT / "workflows").glob("*.yaml"))

_CODE = [path for top in ("src", "tests", "scripts", "benchmarks") for path in sorted((ROOT / top).rglob("*.py"))]


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Each text of a module with its line: constants, docstrings, names of functions; comments are left to readers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Constant(value=str(text)):
                yield node.lineno, text
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name.replace("_", " ")


def avoided(text: str) -> list[str]:
    """The expressions of AVOIDED that the text holds, each with its replacement."""
    hits = ((re.search(pattern, text, re.IGNORECASE), better) for pattern, better in AVOIDED.items())
    return [f"{hit[0]!r}: write {better!r}" for hit, better in hits if hit]


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.name)
def test_pages_use_the_words_of_the_style(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    # The changelog names old words where they were replaced.
    assert not [f"line {n}: {hit}" for n, line in enumerate(lines, 1) if "(was `" not in line for hit in avoided(line)]


@pytest.mark.parametrize("path", _CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_texts_in_code_use_the_words_of_the_style(path: Path) -> None:
    if path == Path(__file__):
        return
    assert not [f"line {line}: {hit}" for line, text in texts(path) for hit in avoided(text)]


def hints(path: Path) -> Iterator[tuple[int, str]]:
    """The text of every hint and help of a module with its line, without what is filled in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in ("hint", "help"):
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value:
                    yield part.lineno, part.value


def test_hints_and_help_hold_no_names_of_the_code() -> None:
    """A renamed function once reached a hint."""
    name = re.compile(r"(?<![`\w./-])[a-z]+_[a-z_]+\b")
    source = sorted((ROOT / "src" / "lcwsync").rglob("*.py"))
    assert not [f"{path.name}:{line}: {text}" for path in source for line, text in hints(path) if name.search(text)]


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.name)
def test_a_page_is_plain_text_without_paths_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", text)
    assert not re.search(r"/(root|home|Users)/\w|\.pyenv", text)
