"""Finding and reading the files of a directory."""

import os
import sys
from pathlib import Path

import pytest

from lcwsync.config.yaml import files
from lcwsync.config.yaml.files import MAX_FILE_BYTES, SourceFile, shown, sources
from lcwsync.values.findings import Finding
from tests.config.files import codes


def read(directory: Path) -> tuple[list[SourceFile], list[Finding]]:
    findings: list[Finding] = []
    return list(sources(directory, findings)), findings


def write(path: Path, content: bytes = b"a: 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_are_read_in_the_order_of_their_names_and_hidden_ones_are_not(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "sub/c.YAML", ".hidden.yaml", ".git/d.yaml", "notes.txt"):
        write(tmp_path / name)
    found, findings = read(tmp_path)
    assert [Path(source.file).name for source in found] == ["a.yml", "b.yaml", "c.YAML"]
    assert not findings


def test_messages_show_paths_below_the_current_directory_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "workflows" / "a.yaml") == "workflows/a.yaml"
    assert shown(Path("workflows/a.yaml")) == "workflows/a.yaml"
    assert shown(Path("/elsewhere/a.yaml")) == "/elsewhere/a.yaml"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        (b"\xef\xbb\xbfa: 1\n", "a: 1\n"),
        ("a: Łukasz\n".encode(), "a: Łukasz\n"),
        (b"", ""),
    ],
)
def test_utf_8_is_read_with_any_line_ends_and_a_byte_order_mark(content: bytes, text: str, tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", content)
    (found,), findings = read(tmp_path)
    assert found.text == text
    assert not findings


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("a: 1\n".encode("utf-16"), "LOAD002", 0),
        ("a: 1\n".encode("utf-16-le"), "LOAD002", 0),
        ("a: 1\n".encode("utf-16-be"), "LOAD002", 0),
        ("a: 1\n".encode("utf-32"), "LOAD002", 0),
        (b"a: 1\nb: caf\xe9\n", "LOAD002", 2),
        (b"a: 1\nb: x\0y\n", "LOAD002", 2),
        (b"#" * (MAX_FILE_BYTES + 1), "LOAD003", 0),
    ],
)
def test_a_file_that_is_not_a_small_utf_8_text_is_a_finding(
    content: bytes, code: str, line: int, tmp_path: Path
) -> None:
    write(tmp_path / "a.yaml", content)
    found, (finding,) = read(tmp_path)
    assert not found
    assert (finding.code, finding.location.line) == (code, line)


def test_a_directory_with_the_name_of_a_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    assert codes(read(tmp_path)[1]) == ["LOAD001"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_links_in_circles_dangling_links_and_pipes_are_findings(tmp_path: Path) -> None:
    write(tmp_path / "real" / "b.yaml")
    (tmp_path / "real" / "up").symlink_to(tmp_path)
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "itself.yaml").symlink_to(tmp_path / "itself.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    found, findings = read(tmp_path)
    assert [Path(source.file).name for source in found] == ["b.yaml"]
    assert sorted(codes(findings)) == ["LOAD001", "LOAD001", "LOAD001", "LOAD007"]


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_linked_directory_is_read_when_it_lies_inside(tmp_path: Path) -> None:
    write(tmp_path / "config" / "one" / "a.yaml")
    (tmp_path / "config" / "two").symlink_to(tmp_path / "config" / "one")
    found, findings = read(tmp_path / "config")
    assert len(found) == 2
    assert not findings


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_nothing_outside_the_directory_is_read_through_a_link(tmp_path: Path) -> None:
    write(tmp_path / "config-elsewhere" / "a.yaml")
    write(tmp_path / "b.yaml")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "shared").symlink_to(tmp_path / "config-elsewhere")
    (tmp_path / "config" / "b.yaml").symlink_to(tmp_path / "b.yaml")
    found, findings = read(tmp_path / "config")
    assert not found
    assert codes(findings) == ["LOAD007", "LOAD007"]


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_directory_that_a_link_of_its_repository_leads_to_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "repository" / "shared" / "config" / "a.yaml")
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / "repository" / "config").symlink_to("shared/config")
    (tmp_path / "repository" / "up").symlink_to("shared")
    (tmp_path / "checkout").symlink_to("repository")
    for place in ("repository/config", "repository/up/config", "checkout/config"):
        found, findings = read(tmp_path / place)
        assert codes(findings) == ["LOAD007"], place
        assert "is a symbolic link" in findings[0].message
    # Where no repository has reviewers for the place of the link, and where the checkout itself is one, all is well.
    for place in ("repository/shared/config", "checkout/shared/config", "checkout/shared/config/"):
        found, findings = read(tmp_path / place)
        assert found
        assert not findings, place
    (tmp_path / "repository" / ".git").rmdir()
    assert read(tmp_path / "repository" / "config")[1] == []


def test_a_walk_ends_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 5)
    for directory in ("a", "b", "c"):
        (tmp_path / directory).mkdir()
        for number in range(3):
            write(tmp_path / directory / f"{number}.yaml")
    found, findings = read(tmp_path)
    assert codes(findings) == ["LOAD003"]
    assert len(found) < 9


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml").chmod(0)
    assert codes(read(tmp_path)[1]) == ["LOAD001"]
