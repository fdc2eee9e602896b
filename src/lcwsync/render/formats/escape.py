"""Making text from YAML or the tenant harmless in each format. One function per format; nothing else escapes.

All of them first make invisible characters visible, so that what a reviewer sees is what is there.
"""

import re
import unicodedata

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})
"""Controls (ANSI escapes among them), formats (bidirectional marks, zero-width characters), private characters,
lone surrogates and separators. The plain space and the ideographic space, ordinary in names, stay."""

_ORDINARY = frozenset({" ", "\u3000"})

_RUNNER_COMMAND = re.compile(r"#(?=#\[)")
"""GitHub's runner obeys `##[command]` anywhere in a line of a job's output, in any format."""


def visible(text: str) -> str:
    """The text with every invisible character written out (`\\x1b`, `\\u202e`), on one line."""
    if text.isascii() and text.isprintable():
        shown = text
    else:
        shown = "".join(_written_out(c) if _invisible(c) else c for c in text)
    return _RUNNER_COMMAND.sub(r"\\x23", shown)


def terminal(text: str, *, unicode: bool = True) -> str:
    """For a terminal or a log; without `unicode` plain ASCII, other characters written out."""
    shown = visible(text)
    return shown if unicode else shown.encode("ascii", "backslashreplace").decode("ascii")


_MARKUP = frozenset("\\`*_{}[]<>#!|~&^=")
_NEVER_IN_BACKTICKS = _MARKUP - set("&*_{}[]!~^=") | set("@$")
_MENTION = re.compile(r"[@#:](?=[\w/+])")
_GITHUB_LINK = re.compile(r"(?i)(gh(?=-\d)|www(?=\.))")


def markdown(text: str) -> str:
    """For running text in GitHub's markdown: no markup, HTML, link, mention, reference, emoji or formula comes of it.

    `<wbr>` is invisible and splits what GitHub would otherwise link after the markdown is rendered.
    """
    shown = _GITHUB_LINK.sub("\\1\0", _MENTION.sub("\\g<0>\0", visible(text)))
    return "".join(_markdown_character(c) for c in shown)


def markdown_code(text: str) -> str:
    """For a name or a value in GitHub's markdown, shown as code; safe in a table cell."""
    shown = visible(text)
    if shown.strip(" ") and not _NEVER_IN_BACKTICKS.intersection(shown):
        return f"`{shown}`"
    return f"<code>{markdown(text)}</code>"


def markdown_fence(lines: tuple[str, ...], *, language: str) -> str:
    """A code block around lines that passed through `visible`; no line can close it."""
    longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))


def mermaid(text: str) -> str:
    """For a quoted label of a mermaid diagram: everything but letters, digits and blanks as an entity of mermaid's."""
    return "".join(c if c.isalnum() or c == " " else f"#{ord(c)};" for c in visible(text))


def html(text: str) -> str:
    """For HTML, in text and in quoted attributes."""
    from html import escape

    return escape(visible(text), quote=True)


def command_message(text: str) -> str:
    """For the message of a GitHub workflow command (`::error::message`)."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """For a property of a GitHub workflow command (`::error file=property::`)."""
    return command_message(text).replace(":", "%3A").replace(",", "%2C")


def json(value: object) -> str:
    """A JSON document, indented, with invisible characters as `\\u` escapes, ending in a line feed."""
    return _json(value, indent=2) + "\n"


def json_line(value: object) -> str:
    """A JSON value on one line, without its end: for the many of a long document, at a tenth of the time."""
    return _json(value, indent=None)


def _json(value: object, *, indent: int | None) -> str:
    from json import dumps

    dumped = dumps(value, indent=indent, ensure_ascii=False)
    # What is printable has nothing to escape: most documents, at a twentieth of the time of looking at each character.
    plain = dumped.replace("\n", "").isprintable()
    escaped = dumped if plain else "".join(_json_escape(c) if c != "\n" and _invisible(c) else c for c in dumped)
    return _RUNNER_COMMAND.sub(r"\\u0023", escaped)


def _invisible(character: str) -> bool:
    return character not in _ORDINARY and unicodedata.category(character) in _INVISIBLE_CATEGORIES


def _written_out(character: str) -> str:
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _markdown_character(character: str) -> str:
    if character == "\0":
        return "<wbr>"
    if character == "$":
        return "<span>$</span>"
    return f"&#{ord(character)};" if character in _MARKUP else character


def _json_escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + ((code - 0x10000) >> 10):04x}\\u{0xDC00 + ((code - 0x10000) & 0x3FF):04x}"
