"""Lines and tables fit the width that they are given, in cells of a terminal."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lcwsync.render.formats.fit import cells, fitted, table

WORDS = st.text("ab→ł漢\u0301", min_size=1, max_size=8)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
HEADS = ("Person", "When", "Verdict")
ROWS = (
    ("Zoë Novak", "2026-11-23 08:00 to 11:00", "ok"),
    ("山田 太郎", "2026-11-26 08:00 to 11:00", "fails: the manager has no mail address"),
)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("\x1b[31mfails\x1b[0m", 5), ("→", 1)]
)
def test_wide_characters_count_twice_and_colours_and_accents_not_at_all(text: str, width: int) -> None:
    assert cells(text) == width


def test_without_a_width_nothing_is_broken() -> None:
    long = "  word" * 100
    assert fitted(long, None) == long
    assert next(table(HEADS, ROWS, width=None)) == "Person     When                       Verdict"


def test_what_goes_on_stands_under_what_it_continues() -> None:
    risk = "  ! HIGH    workflow: a pass can be valid for longer than before"
    assert fitted(risk, 40) == ("  ! HIGH    workflow: a pass can be\n            valid for longer than before")
    assert fitted("  note: one two three four", 20) == "  note: one two\n      three four"


@given(st.lists(TEXTS, max_size=5).map("\n".join), st.integers(12, 60))
@example(text="aaa漢漢漢漢漢", width=12)
def test_no_line_but_of_one_word_is_longer_than_the_width_and_no_word_is_lost(text: str, width: int) -> None:
    told = fitted(text, width)
    assert all(cells(line) <= width or len(line.split()) == 1 for line in told.split("\n"))
    assert told.split() == text.split()


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), st.integers(14, 80))
@example(rows=[("aaa漢漢漢漢漢", "", "")], width=12)
def test_a_table_fits_but_for_long_words_and_keeps_every_word(rows: list[tuple[str, str, str]], width: int) -> None:
    lines = list(table(("A", "B", "C"), rows, width=width))
    assert all(
        cells(line) <= width or len(line.removeprefix("  B: ").removeprefix("  C: ").split()) == 1 for line in lines
    )
    told = sorted(word for line in lines for word in line.split() if word.rstrip(":") not in ("A", "B", "C"))
    assert told == sorted(word for row in rows for text in row for word in text.split())


def test_columns_line_up_under_wide_names() -> None:
    head, first, second = table(HEADS, ROWS, width=None)
    assert cells(first[: first.index("2026")]) == cells(second[: second.index("2026")]) == head.index("When")


def test_cells_are_broken_before_rows_become_blocks() -> None:
    assert list(table(HEADS, ROWS, width=52)) == [
        "Person     When                 Verdict",
        "Zoë Novak  2026-11-23 08:00 to  ok",
        "           11:00",
        "山田 太郎  2026-11-26 08:00 to  fails: the manager",
        "           11:00                has no mail address",
    ]
    assert list(table(HEADS, ROWS[1:], width=24)) == [
        "山田 太郎",
        "  When: 2026-11-26 08:00",
        "      to 11:00",
        "  Verdict: fails: the",
        "      manager has no",
        "      mail address",
    ]


def test_a_cell_is_painted_on_each_of_its_lines() -> None:
    lines = list(table(HEADS, ROWS[1:], width=52, paint=lambda row, column, text: f"<{text}>" if column == 2 else text))
    assert [line.rpartition("<")[2] for line in lines] == ["Verdict>", "fails: the manager>", "has no mail address>"]
