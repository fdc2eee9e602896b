"""YAML to nodes: places, what is refused, limits, and hostile input."""

from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lcwsync.config.yaml import parse as yamlnodes
from lcwsync.config.yaml.nodes import Document, YamlMapping, YamlScalar, entry
from lcwsync.config.yaml.parse import MAX_DEPTH, Budget, parse
from lcwsync.values.findings import Finding
from tests.config.files import codes, told


def read(text: str, budget: Budget | None = None) -> tuple[list[Document], list[Finding]]:
    findings: list[Finding] = []
    return list(parse(text, "x.yaml", budget or Budget(), findings)), findings


def value(text: str) -> object:
    (document,), findings = read(f"a: {text}\n")
    assert not findings
    found = entry(document.root, "a")
    assert found
    assert isinstance(found.value, YamlScalar)
    return found.value.value


def test_every_key_and_value_has_its_place() -> None:
    (document,), findings = read("one: 1\ntwo:\n  - a\n  - {three: 'x'}\n")
    assert not findings
    assert isinstance(document.root, YamlMapping)
    two = document.root.entries["two"]
    assert (two.line, two.column) == (2, 1)
    assert str(document.place(two)) == "x.yaml:2:1"
    last = two.value.items[1]  # type: ignore[union-attr]
    three = entry(last, "three")
    assert three
    assert (three.value.line, three.value.column) == (4, 13)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("480", 480),
        ("-7", -7),
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("1.5", 1.5),
        ("'480'", "480"),
        ('"true"', "true"),
        ("yes", "yes"),
        ("off", "off"),
        ("012", "012"),
        ("1:30", "1:30"),
        ("2026-01-01", "2026-01-01"),
        ("9" * 5000, "9" * 5000),
        ("1e999", "1e999"),
    ],
)
def test_unquoted_values_have_the_type_every_reader_gives_them(text: str, expected: object) -> None:
    assert value(text) == expected
    assert type(value(text)) is type(expected)


def test_several_documents_are_read_and_empty_ones_skipped() -> None:
    documents, findings = read("a: 1\n---\n---\nb: 2\n---\n# nothing\n")
    assert [document.root.line for document in documents] == [1, 4]
    assert not findings


def test_a_key_that_is_there_twice_names_both_places() -> None:
    _, findings = read("a: 1\nb: 2\na: 3\n")
    assert told(findings) == ["x.yaml:3:1 LOAD005"]
    assert str(findings[0].related[0]) == "x.yaml:1:1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: *x\nb: &x 1\n", ["x.yaml:1:4 LOAD006"]),
        ("a: &x 1\n---\nb: *x\n", ["x.yaml:3:4 LOAD006"]),
        ("a: &x [1, *x]\n", ["x.yaml:1:11 LOAD006"]),
        ("a: &x b\n*x : 1\n", ["x.yaml:2:1 LOAD006"]),
        ("a: &x {b: 1}\nc: {<<: *x}\n", ["x.yaml:2:5 LOAD006"]),
        ("a: !!python/object:os.system x\n", ["x.yaml:1:4 LOAD006"]),
        ("a: !local {b: 1}\n", ["x.yaml:1:4 LOAD006"]),
        ("<<: {a: 1}\n", ["x.yaml:1:1 LOAD006"]),
        ("? [a, b]\n: 1\n", ["x.yaml:1:3 LOAD009"]),
        ("? {a: b}\n: 1\n", ["x.yaml:1:3 LOAD009"]),
    ],
)
def test_what_a_reviewer_would_have_to_resolve_is_refused(text: str, expected: list[str]) -> None:
    assert told(read(text)[1]) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: b: c\n", 1), ("a: 1\n\tb: 2\n", 2), ("a: [1, 2\n", 1), ("a: 'x\n", 1), ("%YAML 9.9\n---\na: 1\n", 1)],
)
def test_a_syntax_error_has_a_place(text: str, line: int) -> None:
    _, (found,) = read(text)
    assert (found.code, found.location.line) == ("LOAD004", line)
    assert found.message.startswith("not valid YAML: ")


def test_documents_before_a_syntax_error_are_kept() -> None:
    documents, findings = read("a: 1\n---\nb: [\n")
    assert len(documents) == 1
    assert codes(findings) == ["LOAD004"]


def test_control_characters_are_named_with_their_line() -> None:
    _, (found,) = read("a: 1\nb: \x07\n")
    assert (found.code, found.location.line) == ("LOAD002", 2)


class _Shallow(yaml.Loader):
    """A reader whose scanner has a limit of its own, met before the first event comes, as in libyaml 0.2.6."""

    def get_event(self) -> yaml.Event:
        event: yaml.Event = super().get_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.DocumentStartEvent):
            mark = yaml.Mark("", 1_000, 0, 1_000, "", 0)
            raise yaml.scanner.ScannerError("while increasing flow level", mark, "too deep", mark)
        return event


LOADERS = [yaml.Loader, *([yaml.CLoader] if yaml.__with_libyaml__ else [])]


@pytest.mark.parametrize("loader", [*LOADERS, _Shallow], ids=lambda loader: loader.__name__)
@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("[" * 100_000, MAX_DEPTH + 1),
        ("{" * 1_001, MAX_DEPTH + 1),
        ("[{a: " * 3_000, MAX_DEPTH // 2 * 5 + 1),
        ("[ " * 600 + "]" * 600, MAX_DEPTH * 2 + 1),
    ],
)
def test_our_depth_limit_is_reported_with_every_parser(
    text: str, column: int, loader: type[yaml.Loader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlnodes, "_LOADER", loader)
    _, (found,) = read(f"{text}\n")
    assert (found.code, found.location.line, found.location.column) == ("LOAD003", 1, column)
    assert found.message == f"more than {MAX_DEPTH} levels deep: the rest of the file is not read"


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
def test_many_brackets_that_are_closed_or_quoted_are_a_syntax_error(
    loader: type[yaml.Loader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlnodes, "_LOADER", loader)
    for text in ("a: [" + "[], " * 200 + "]\n}", "a: '" + "[" * 200 + "' '\n"):
        _, findings = read(text)
        assert codes(findings) == ["LOAD004"]


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("[" * (MAX_DEPTH + 1), Budget()),
        ("[" * 100_000, Budget()),
        ("- " * 5_000, Budget()),
        ("a: [1, 2, 3]", Budget(nodes=4)),
        ("a: 1\n---\nb: 2\n", Budget(documents=1)),
    ],
)
def test_limits_stop_the_reading(
    text: str, budget: Budget, loader: type[yaml.Loader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlnodes, "_LOADER", loader)
    _, findings = read(text, budget)
    assert codes(findings) == ["LOAD003"]
    assert findings[0].location.line


def test_an_alias_bomb_is_refused_without_growing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    started = perf_counter()
    _, findings = read("\n".join(lines))
    assert timedelta(seconds=perf_counter() - started) < timedelta(seconds=2)
    assert set(codes(findings)) == {"LOAD003"}


def test_an_alias_bomb_costs_the_other_files_no_more_than_it_was_read() -> None:
    budget = Budget(nodes=1_000)
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: " + "[*b, " * 20
    assert codes(read(bomb, budget)[1]) == ["LOAD003"]
    assert budget.nodes >= 0
    assert codes(read("a: 1\n", budget)[1]) == []


def test_levels_are_counted_through_aliases() -> None:
    text = "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*a" + "]" * 30 + "\n"
    assert codes(read(text)[1]) == ["LOAD003"]


def test_an_alias_is_the_value_of_its_anchor_at_its_own_place() -> None:
    (document,), findings = read("a: &a [x, {y: 1}]\nb: *a\nc: &c text\nd: [*c, &e 5, *e]\n")
    assert findings == []
    entries = document.root.entries  # type: ignore[union-attr]
    assert entries["b"].value == entries["a"].value._replace(line=2, column=4)
    assert [(item.value, item.line, item.column) for item in entries["d"].value.items] == [  # type: ignore[union-attr]
        ("text", 4, 5),
        (5, 4, 9),
        (5, 4, 15),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.text(alphabet="ab:-[]{}&*!'\"|>#%\n \t$", max_size=60))
def test_no_text_leads_to_an_exception(text: str) -> None:
    documents, findings = read(text)
    assert all(found.location.file == "x.yaml" for found in findings)
    assert all(document.root.line >= 1 for document in documents)


def test_libyaml_is_used_where_it_is_there() -> None:
    assert (yamlnodes._LOADER is yaml.CLoader) == bool(yaml.__with_libyaml__)


def test_the_pure_reader_gives_the_same_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n---\n".join(path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.yaml")))
    fast = read(text)
    monkeypatch.setattr(yamlnodes, "_LOADER", yaml.Loader)
    assert [document.root for document in read(text)[0]] == [document.root for document in fast[0]]


SHIPPED = Path(__file__).parents[3] / "workflows"
