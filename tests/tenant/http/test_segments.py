"""A value that enters a path is one segment and names one object."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.tenant.http.segments import id_segment, user_segment
from lcwsync.values.errors import TenantError, UsageError

GUID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("zoe.novak@kestrelvane.example", "zoe.novak@kestrelvane.example"),
        ("p.gray_partner.example#EXT#@kestrelvane.example", "p.gray_partner.example%23EXT%23@kestrelvane.example"),
        ("o'neill@example.com", "o%27neill@example.com"),
        (GUID, GUID),
    ],
)
def test_a_user_principal_name_or_an_id_is_one_segment(name: str, segment: str) -> None:
    assert user_segment(name) == segment


@pytest.mark.parametrize(
    "name",
    [
        "zoe.novak@kestrelvane.example/manager",
        "liam.oneill@kestrelvane.example/../zoe.novak@kestrelvane.example",
        "zoe.novak@kestrelvane.example%2Fmanager",
        "zoe.novak@kestrelvane.example?$select=id",
        "zoe.novak@kestrelvane.example\n",
        "../users",
        "..",
        "me",
        "Zoë Novak",
        "$ref",
        "",
        f"{GUID}/manager",
    ],
)
def test_any_other_text_is_refused_before_a_request(name: str) -> None:
    with pytest.raises(UsageError):
        user_segment(name)


@given(st.text(max_size=30))
def test_no_id_leaves_its_segment(text: str) -> None:
    try:
        segment = id_segment(text)
    except TenantError:
        return
    assert segment
    assert not set(segment) & set("/\\?#& ")
    assert segment.strip(".")
