import sys

from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "scripts"))


def test_the_tables_of_the_documentation_are_those_of_the_code() -> None:
    from tables import PAGES, written

    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert written(text) == text, f"{page}: run .venv/bin/python scripts/tables.py"
        assert "<!-- table:" in text
