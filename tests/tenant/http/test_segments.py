"""A value that enters a path is one segment and names one object."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.tenant.http.segments import id_segment, is_about, user_segment
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


OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    ("path", "answer", "about"),
    [
        (f"/groups/{GUID}", {"id": GUID.upper()}, True),
        (f"/groups/{GUID}?$select=id", {"id": OTHER}, False),
        (f"/groups/{GUID}", {"displayName": "SG-Admins"}, False),
        (f"/groups/{GUID}", [{"id": GUID}], False),
        (f"/users/{GUID}/manager", {"id": OTHER}, True),
        ("/users/zoe.novak@x.example", {"id": OTHER, "userPrincipalName": "Zoe.Novak@x.example"}, True),
        ("/users/zoe.novak@x.example", {"id": OTHER, "userPrincipalName": "liam.oneill@x.example"}, False),
        ("/users/p_y.example%23EXT%23@x.example", {"userPrincipalName": "p_y.example#EXT#@x.example"}, True),
        ("/organization", {"value": []}, True),
        ("/workflows/1/versions/3", {"version": 3}, True),
    ],
)
def test_an_answer_is_about_the_object_that_the_path_ends_with(path: str, answer: object, about: bool) -> None:
    assert is_about(path, answer) is about
