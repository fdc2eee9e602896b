"""Escaping changes neither meaning (it can be undone) nor layout (nothing of the format is left)."""

import html
import json
import re
from collections.abc import Callable
from unicodedata import category

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lcwsync.render.formats import escape

HOSTILE = (
    "a | b",
    "`code` ``more``",
    "</details><script>alert(1)</script>",
    "<!-- lcwsync {} -->",
    "@team",
    "#12 GH-12 org/repo#3",
    "::error::stop",
    "##[group]x",
    "%0A::set-output name=a::b",
    "\x1b[2J\x1b[31mred\x07",
    "\x9b31m",
    "\u202egnirts\u2066x\u2069\u200f",
    "zero\u200bwidth\ufeff",
    "line\nfeed\r\nand\u2028separator\x85",
    "![image](https://example.com/x.png)",
    "[link](javascript:alert)",
    "www.example.com someone@example.com :tada: $x^2$",
    "```mermaid",
    "\ud800 lone",
    "\U000e0041 tag",
    "\"quoted\" \\ 'single'",
    "&lt;b&gt; &amp;",
    "",
    " ",
    "Łukasz Żak, Zoë, O'Neill, 日本　語",
)

TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=60), st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)
)


def all_hostile(test: Callable[[str], None]) -> Callable[[], None]:
    for text in HOSTILE:
        test = example(text)(test)
    return settings(max_examples=150, deadline=None)(given(TEXTS)(test))


def shows(text: str) -> bool:
    hidden = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"}
    return all(character in " \u3000" or category(character) not in hidden for character in text)


@all_hostile
def test_visible_text_has_no_invisible_character_and_no_runner_command(text: str) -> None:
    shown = escape.visible(text)
    assert shows(shown)
    assert "##[" not in shown
    shown.encode()


@all_hostile
def test_ascii_terminals_get_ascii(text: str) -> None:
    assert escape.terminal(text, unicode=False).isascii()


@all_hostile
def test_markdown_keeps_the_text_and_no_markup(text: str) -> None:
    made = escape.markdown(text)
    without = made.replace("<wbr>", "").replace("<span>$</span>", "$")
    assert html.unescape(without) == escape.visible(text)
    bare = re.sub(r"&#\d+;|<wbr>|<span>\$</span>", "", made)
    assert not set("\\`*_{}[]<>#!|~&^=$\n") & set(bare)
    rendered = html.unescape(re.sub(r"<wbr>|<span>\$</span>", "\0", made))
    assert not re.search(r"[@#]\w|://|:\w+:|www\.|(?i:gh)-\d", rendered)


@all_hostile
def test_markdown_code_keeps_the_text_and_cannot_be_left(text: str) -> None:
    made = escape.markdown_code(text)
    if made.startswith("`"):
        assert made[1:-1] == escape.visible(text)
        assert not set("`|<>\\@#$") & set(made[1:-1])
    else:
        assert made == f"<code>{escape.markdown(text)}</code>"


@all_hostile
def test_mermaid_labels_hold_only_letters_digits_blanks_and_entities(text: str) -> None:
    made = escape.mermaid(text)
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), made) == escape.visible(text)
    assert all(character.isalnum() or character in " #;" for character in made)


@all_hostile
def test_html_keeps_the_text(text: str) -> None:
    made = escape.html(text)
    assert html.unescape(made) == html.unescape(html.escape(escape.visible(text)))
    assert not set("<>\"'") & set(made)


@all_hostile
def test_a_workflow_command_stays_one_line(text: str) -> None:
    made = escape.command_property(text)
    assert not set("\r\n:,") & set(made)
    assert "%" not in re.sub(r"%(25|0D|0A|3A|2C)", "", made)


@all_hostile
def test_json_gives_the_text_back_and_shows_nothing_invisible(text: str) -> None:
    made = escape.json({"name": text, text: [1]})
    assert json.loads(made) == {"name": text, text: [1]}
    assert all(shows(line) for line in made.split("\n"))
    assert "##[" not in made


@given(st.lists(st.sampled_from(["```", "````", "+a", " ```diff", "~~~", "`"]), max_size=5))
def test_no_line_closes_a_fence(lines: list[str]) -> None:
    made = escape.markdown_fence(tuple(lines), language="diff").split("\n")
    fence = made[-1]
    assert made[0] == f"{fence}diff"
    assert not any(re.fullmatch(rf" {{0,3}}`{{{len(fence)},}} *", line) for line in made[1:-1])


@pytest.mark.parametrize("name", ["Zoë Quill", "O'Neill", "(department eq 'Sales')", "Kestrel & Vane", "SG-New-Hires"])
def test_ordinary_names_stay_readable(name: str) -> None:
    assert escape.terminal(name) == name
    assert escape.markdown_code(name) == f"`{name}`"


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_a_value_on_a_line_is_the_same_value(value: object) -> None:
    line = escape.json_line(value)
    assert "\n" not in line
    assert json.loads(line) == json.loads(escape.json(value))
