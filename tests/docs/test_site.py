"""The documentation as a site: every page is in its contents once, and every link of a page leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
SITE = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))


def listed(node: object) -> Iterator[str]:
    match node:
        case str():
            yield node
        case list():
            for item in node:
                yield from listed(item)
        case dict():
            for item in node.values():
                yield from listed(item)


def test_every_page_is_in_the_contents_once() -> None:
    contents = list(listed(SITE["nav"]))
    assert len(contents) == len(set(contents))
    assert {page.name for page in PAGES} <= set(contents)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", link):
            assert (page.parent / link.partition("#")[0]).exists(), link
