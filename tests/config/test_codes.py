"""The table of codes."""

import re

from lcwsync.config.codes import CODES
from lcwsync.model.rule import RULE_CODES


def test_every_code_is_well_formed_and_explained() -> None:
    for code, rule in CODES.items():
        assert re.fullmatch("[A-Z]{3,4}[0-9]{3}", code)
        assert rule.title
        assert not rule.title.endswith(".")
        assert rule.explanation.endswith((".", ".)"))


def test_the_codes_of_scope_rules_are_among_them() -> None:
    assert set(RULE_CODES) <= set(CODES)
