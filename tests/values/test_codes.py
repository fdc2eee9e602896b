"""The register of codes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lcwsync.values.codes.code import Code
from lcwsync.values.codes.refusals import REFUSAL_CODES
from lcwsync.values.codes.register import CODES, FINDING_CODES
from lcwsync.values.codes.risks import RISK_CODES
from lcwsync.values.findings import Severity

SOURCE = Path(__file__).parents[2] / "src" / "lcwsync"
TABLES = SOURCE / "values" / "codes"
FINDING = re.compile(r"(LOAD|SCH|VAR|PRJ|OBJ|REF|LCW|TAP|RUL|REQ|ORG|AUD)[0-9]{3}")
RISK = re.compile(r"RISK-[A-Z-]+")


def texts() -> Iterator[tuple[Path, str]]:
    """Every text of the source outside the tables and the sandbox."""
    for path in SOURCE.rglob("*.py"):
        if TABLES not in path.parents and SOURCE / "sandbox" not in path.parents:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield path, node.value


def test_every_code_that_is_raised_is_in_the_register_and_the_other_way_round() -> None:
    written = {text for _, text in texts()}
    assert {text for text in written if FINDING.fullmatch(text)} == set(FINDING_CODES)
    assert {text for text in written if RISK.fullmatch(text)} == set(RISK_CODES)
    of_laws = (SOURCE / "plan" / "safety.py", SOURCE / "plan" / "never_in_scope.py")
    laws = {text for path, text in texts() if path in of_laws and text in REFUSAL_CODES}
    assert laws == set(REFUSAL_CODES)


@pytest.mark.parametrize(("code", "text"), CODES.items(), ids=CODES)
def test_every_code_has_a_title_and_an_explanation(code: str, text: Code) -> None:
    assert text.title
    assert not text.title.endswith(".")
    assert text.explanation.endswith((".", ".)"))


def test_findings_risks_and_refusals_have_codes_of_their_own_form() -> None:
    assert len(CODES) == len(FINDING_CODES) + len(RISK_CODES) + len(REFUSAL_CODES)
    assert all(FINDING.fullmatch(code) and not text.ratings for code, text in FINDING_CODES.items())
    assert all(RISK.fullmatch(code) and text.ratings for code, text in RISK_CODES.items())
    assert all(text.severity is Severity.ERROR and not text.ratings for text in REFUSAL_CODES.values())


def test_no_two_codes_differ_by_case_only() -> None:
    assert len({code.casefold() for code in CODES}) == len(CODES)
