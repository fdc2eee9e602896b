"""Text to tree. Binding strength is OData's: `not` before `and` before `or`."""

from typing import NamedTuple

from lcwsync.model.rule.syntax import (
    And,
    AnyOf,
    Compare,
    Guid,
    In,
    Literal,
    Not,
    Operator,
    Or,
    Rule,
    RuleSyntaxError,
    StartsWith,
)
from lcwsync.model.rule.tokens import Kind, Token, tokens

MAX_DEPTH = 100
"""Parentheses, `not` and `any` inside one another; keeps every walk over the tree within Python's own limit."""

RESERVED = frozenset({"and", "or", "not", "eq", "ne", "in", "true", "false", "null", "any", "all", "startswith"})
"""Words that cannot name an attribute, in lower case."""

_CLOSE = 'add the ")" where it ends'
_FOREIGN_OPERATORS = frozenset({"gt", "ge", "lt", "le", "has", "like", "contains", "match"})
_FOREIGN_FUNCTIONS = frozenset({"contains", "endswith", "tolower", "toupper", "length", "substring", "has"})


class OddSpelling(NamedTuple):
    """A keyword that is understood though OData writes it otherwise."""

    column: int
    written: str
    expected: str


class Parsed(NamedTuple):
    """A rule, and what its tree no longer shows of the text."""

    rule: Rule
    odd_spellings: tuple[OddSpelling, ...]
    mixed: tuple[int, ...]
    """Columns where `and` and `or` meet without parentheses."""


def parse(text: str) -> Rule:
    """The tree of a rule. RuleSyntaxError with the column when the text is not one."""
    return read(text).rule


def read(text: str) -> Parsed:
    """The tree of a rule with its oddities. RuleSyntaxError with the column when the text is not one."""
    reader = _Reader(tokens(text))
    rule = reader.whole()
    return Parsed(rule, tuple(reader.odd_spellings), tuple(reader.mixed))


class _Reader:
    """Recursive descent; two frames for each level of nesting."""

    def __init__(self, words: tuple[Token, ...]) -> None:
        self._words = words
        self._position = 0
        self._depth = 0
        self._variable: str | None = None
        self.odd_spellings: list[OddSpelling] = []
        self.mixed: list[int] = []

    def whole(self) -> Rule:
        if self._next().kind is Kind.END:
            raise RuleSyntaxError("the rule is empty", column=1, hint="write for example: department eq 'Marketing'")
        rule = self._alternatives()
        if self._next().kind is Kind.CLOSE:
            raise RuleSyntaxError('")" closes nothing', column=self._next().column, hint="remove it")
        if self._next().kind is not Kind.END:
            raise self._expected("and, or, or the end of the rule")
        return rule

    def _next(self) -> Token:
        return self._words[self._position]

    def _alternatives(self) -> Rule:
        """`a and b or c`: one level of `or` over `and`."""
        start = self._next().column
        groups = [[self._operand()]]
        seen: set[str] = set()
        while word := self._keyword("and", "or"):
            if len(seen) == 1 and word.expected not in seen:
                self.mixed.append(word.column)
            seen.add(word.expected)
            if word.expected == "or":
                groups.append([])
            groups[-1].append(self._operand())
        joined = [group[0] if len(group) == 1 else And(tuple(group), column=group[0].column) for group in groups]
        return joined[0] if len(joined) == 1 else Or(tuple(joined), column=start)

    def _operand(self) -> Rule:
        negations = []
        while word := self._keyword("not"):
            negations.append(word.column)
            self._deeper(word.column)
        if self._next().kind is Kind.OPEN:
            rule = self._parenthesised()
        else:
            rule = self._question()
            if negations and not isinstance(rule, StartsWith | AnyOf):
                hint = "in OData, not binds tighter than eq; write: not (department eq 'Marketing')"
                raise RuleSyntaxError("not needs parentheses around what it negates", column=negations[-1], hint=hint)
        for column in reversed(negations):
            rule = Not(rule, column=column)
        self._depth -= len(negations)
        return rule

    def _parenthesised(self) -> Rule:
        opening = self._take(Kind.OPEN, '"("')
        self._deeper(opening.column)
        rule = self._alternatives()
        if self._next().kind is Kind.END:
            raise RuleSyntaxError('"(" is not closed', column=opening.column, hint=_CLOSE)
        self._take(Kind.CLOSE, 'and, or, or ")"')
        self._depth -= 1
        return rule

    def _question(self) -> Rule:
        name = self._take(Kind.NAME, "an attribute")
        opens = self._next().kind is Kind.OPEN
        lower = name.text.lower()
        if opens and lower == "startswith":
            return self._starts_with(name)
        if opens and lower.endswith("/any"):
            return self._any_of(name)
        if opens:
            raise _unknown_function(name)
        attribute = self._attribute(name)
        if word := self._keyword("eq", "ne"):
            operator = Operator.EQ if word.expected == "eq" else Operator.NE
            return Compare(attribute, operator, self._literal(), column=name.column)
        if self._keyword("in"):
            return In(attribute, self._literals(), column=name.column)
        found = self._next()
        if found.kind is Kind.NAME and found.text.lower() in _FOREIGN_OPERATORS:
            message = f'"{found.text}" is not an operator of scope rules'
            raise RuleSyntaxError(message, column=found.column, hint="use eq, ne, in or startsWith(attribute, 'text')")
        if found.kind in (Kind.END, Kind.CLOSE) or found.text.lower() in ("and", "or"):
            message = f'"{attribute}" is not compared with anything'
            raise RuleSyntaxError(message, column=name.column, hint="write for example: accountEnabled eq true")
        if found.text.lower() == "startswith":
            message, hint = "startsWith is a function", f"write startsWith({attribute}, 'text')"
            raise RuleSyntaxError(message, column=found.column, hint=hint)
        raise self._expected("eq, ne or in")

    def _starts_with(self, name: Token) -> StartsWith:
        self._note_spelling(name, "startsWith")
        self._take(Kind.OPEN, '"("')
        attribute = self._attribute(self._take(Kind.NAME, "an attribute"))
        self._take(Kind.COMMA, '","')
        prefix = _unquoted(self._take(Kind.TEXT, "a quoted text"))
        self._take(Kind.CLOSE, '")"')
        return StartsWith(attribute, prefix, column=name.column)

    def _any_of(self, name: Token) -> AnyOf:
        path, _, function = name.text.rpartition("/")
        self._note_spelling(Token(Kind.NAME, function, name.column + len(path) + 1), "any")
        if self._variable is not None:
            raise RuleSyntaxError("any(...) inside any(...) is not supported", column=name.column)
        self._deeper(name.column)
        self._take(Kind.OPEN, '"("')
        variable = self._take(Kind.NAME, "a variable, as in any(p:p eq 'x')")
        if "/" in variable.text or variable.text.lower() in RESERVED:
            raise RuleSyntaxError(f"{variable} cannot name the variable", column=variable.column, hint="use p")
        self._take(Kind.COLON, '":"')
        self._variable = variable.text
        inner = self._alternatives()
        self._variable = None
        self._take(Kind.CLOSE, 'and, or, or ")"')
        self._depth -= 1
        return AnyOf(path, variable.text, inner, column=name.column)

    def _attribute(self, name: Token) -> str:
        if name.text.lower() in RESERVED:
            raise RuleSyntaxError(f"expected an attribute, found {name}", column=name.column)
        head, *parts = name.text.split("/")
        if self._variable is not None and (head != self._variable or len(parts) > 1):
            hint = f"write {self._variable} or {self._variable}/part; ask about other attributes outside any(...)"
            message = f"inside any({self._variable}:...) only {self._variable} can be compared, found {name}"
            raise RuleSyntaxError(message, column=name.column, hint=hint)
        return name.text

    def _literals(self) -> tuple[Literal, ...]:
        opening = self._take(Kind.OPEN, "\"(\" and the values, as in ('Sales', 'Marketing')")
        values: list[Literal] = []
        while self._next().kind is not Kind.CLOSE:
            if values and self._next().kind is Kind.END:
                raise RuleSyntaxError('"(" is not closed', column=opening.column, hint=_CLOSE)
            if values:
                self._take(Kind.COMMA, '"," or ")"')
            values.append(self._literal())
        self._take(Kind.CLOSE, '")"')
        return tuple(values)

    def _literal(self) -> Literal:
        if word := self._keyword("true", "false", "null"):
            return None if word.expected == "null" else word.expected == "true"
        found = self._next()
        match found.kind:
            case Kind.TEXT:
                self._position += 1
                return _unquoted(found)
            case Kind.GUID:
                self._position += 1
                return Guid(found.text)
            case Kind.NAME | Kind.NUMBER:
                hint = f"put it in single quotes: '{found.text[:40]}'"
                raise RuleSyntaxError(f"{found} is not a value", column=found.column, hint=hint)
            case Kind.OPEN:
                message, hint = "eq and ne compare with one value", "for several values write in ('A', 'B')"
                raise RuleSyntaxError(message, column=found.column, hint=hint)
            case _:
                raise self._expected("a value: a quoted text, true or false")

    def _keyword(self, *expected: str) -> OddSpelling | None:
        """Takes the next word when it is one of these, in any case; `expected` of the answer says which."""
        found = self._next()
        if found.kind is not Kind.NAME or found.text.lower() not in expected:
            return None
        self._position += 1
        return self._note_spelling(found, found.text.lower())

    def _note_spelling(self, found: Token, expected: str) -> OddSpelling:
        spelling = OddSpelling(found.column, found.text, expected)
        # Graph's own pages write both startsWith and startswith.
        if found.text not in (expected, expected.lower()):
            self.odd_spellings.append(spelling)
        return spelling

    def _take(self, kind: Kind, expected: str) -> Token:
        found = self._next()
        if found.kind is not kind:
            raise self._expected(expected)
        self._position += 1
        return found

    def _expected(self, expected: str) -> RuleSyntaxError:
        found = self._next()
        return RuleSyntaxError(f"expected {expected}, found {found}", column=found.column)

    def _deeper(self, column: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"the rule nests deeper than {MAX_DEPTH} levels"
            raise RuleSyntaxError(message, column=column, hint="use in (...) for lists of values")


def _unquoted(token: Token) -> str:
    return token.text[1:-1].replace("''", "'")


def _unknown_function(name: Token) -> RuleSyntaxError:
    lower = name.text.lower().rpartition("/")[2]
    if lower in _FOREIGN_FUNCTIONS:
        hint = "the only function on a text is startsWith(attribute, 'text')"
    elif lower == "all":
        hint = "of the questions about collections only any(...) is supported"
    else:
        hint = "the functions are startsWith(attribute, 'text') and collection/any(p:...)"
    return RuleSyntaxError(f'"{name.text}" is not a function of scope rules', column=name.column, hint=hint)
