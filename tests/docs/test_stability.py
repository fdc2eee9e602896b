"""What docs/stability.md promises stands beside what the code does: exit codes, schemas, deprecations."""

import ast
import re

from lcwsync.values.exit_codes import ExitCode
from tests.commands import ROOT

PAGE = (ROOT / "docs" / "stability.md").read_text(encoding="utf-8")


def test_the_exit_codes_are_those_of_the_code() -> None:
    listed = {int(number): words for number, words in re.findall(r"^\| ([0-9]+) \| (.+) \|$", PAGE, re.MULTILINE)}
    source = (ROOT / "src" / "lcwsync" / "values" / "exit_codes.py").read_text(encoding="utf-8")
    (table,) = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    texts = [
        node.value.value for node in table.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    assert listed == dict(zip(map(int, ExitCode), texts[1:], strict=True))


def test_what_it_names_exists() -> None:
    for name in re.findall(r"`(schemas/[a-z-]+\.schema\.json)`", PAGE):
        assert (ROOT / name).is_file()
    for name in re.findall(r"\]\(([^)h#]+\.md)\)", PAGE):
        assert (ROOT / "docs" / name).is_file()


def test_nothing_is_deprecated_without_a_day() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for section in re.findall(r"^### Deprecated\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL):
        for line in re.findall(r"^- (.+)", section, re.MULTILINE):
            assert re.search(r"20\d\d-\d\d-\d\d", line), line
            assert "Nothing is deprecated today." not in PAGE
