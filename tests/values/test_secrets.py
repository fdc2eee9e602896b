"""No token leaves the process in a text."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.values import secrets
from lcwsync.values.errors import Refused, TenantError
from lcwsync.values.secrets import MASK, remember, without_secrets

JWT = ".".join(
    base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    for part in ({"alg": "RS256", "typ": "JWT"}, {"tid": "a" * 36, "roles": ["X"]}, "signature")
)


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_in_use", set())


@pytest.mark.parametrize(
    "text",
    [
        f"the token {JWT} is not valid",
        f"cut: {JWT[:60]}",
        "Authorization: Bearer opaque-token-0123456789",
        "https://logic.example/run?api-version=1&sig=Zm9vYmFyYmF6cXV4MTIzNA%3D%3D",
        "grant_type=client_credentials&client_secret=hunter22&x=1",
        "client_assertion=abc.def.ghi",
    ],
)
def test_what_looks_like_a_token_is_removed(text: str) -> None:
    shown = without_secrets(text)
    assert MASK in shown
    for secret in (JWT, JWT[:60], "opaque-token-0123456789", "Zm9vYmFyYmF6cXV4MTIzNA", "hunter22", "abc.def.ghi"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text",
    [
        "GET /users/liam.oneill@kestrelvane.example was answered 403 Authorization_RequestDenied",
        "a bearer token is expected",
        'workflow "Onboard pre-hire employee" (11111111-2222-3333-4444-555555555555)',
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert without_secrets(text) == text


@given(token=st.text(alphabet="abcdefABCDEF0123456789-._~+/", min_size=8, max_size=60), around=st.text(max_size=20))
def test_a_token_in_use_is_removed_in_any_form(token: str, around: str) -> None:
    remember(token)
    assert token not in without_secrets(f"{around}{token}{around}") or token in MASK


def test_every_error_is_free_of_secrets_from_the_beginning() -> None:
    remember("an-opaque-token")
    for error in (TenantError(f"answered: {JWT}", hint="an-opaque-token"), Refused(f"Bearer {JWT}")):
        assert JWT not in f"{error} {error.message} {error.hint}"
        assert "an-opaque-token" not in f"{error.hint}"
