"""A token appears nowhere: not on a screen, not in a file, whatever goes wrong."""

import json
from pathlib import Path

import pytest

from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.http.routing import Request, Response
from tests.commands import Lcwsync, Served

TOKEN = "eyJ-a-token-nobody-may-see"


@pytest.mark.parametrize("fault", [None, "expired-token:POST:*:1:0", "forbidden:*:*:5:0"])
def test_a_token_appears_nowhere(
    served: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, fault: str | None
) -> None:
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", TOKEN)
    if fault:
        served.app.faults.add(parse_fault(fault))
    said = [lcwsync("plan", "--out", "plan.json"), lcwsync("apply", "--yes", "--format", "json")]
    assert served.app.requests, "something was asked with the token"
    for result in said:
        assert TOKEN not in result.out + result.err
    if said[1].out:
        assert TOKEN not in json.dumps(json.loads(said[1].out))
    for path in project.rglob("*"):
        if path.is_file():
            assert TOKEN.encode() not in path.read_bytes(), path


JWT = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJncmFwaCJ9.c2lnbmF0dXJl"
COMMANDS = [
    ("plan",),
    ("audit",),
    ("audit", "--format", "json"),
    ("audit", "--format", "sarif"),
    ("doctor",),
    ("status", "--format", "json"),
    ("apply", "--yes", "--format", "json"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_the_service_says_of_a_failure_is_shown_without_tokens(
    served: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """The code and the request id are texts of the service as the message is."""
    token = "opaque-token-of-nobody-4711"
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token)
    answer = served.app.answer

    async def repeating(request: Request, *rest: object, **more: object) -> Response:
        if request.path == "/organization" or request.path.endswith("$batch"):
            return await answer(request, *rest, **more)  # type: ignore[arg-type]
        error = {"code": f"{JWT} {token}", "message": f"Bearer {token}: {JWT}"}
        return Response(403, {"error": error}, {"request-id": JWT})

    monkeypatch.setattr(served.app, "answer", repeating)
    result = lcwsync(*words)
    assert result.code != 0
    for text in (JWT, token):
        assert text not in result.out + result.err
        assert not [path for path in (project / ".lcwsync").glob("*") if text.encode() in path.read_bytes()]


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_a_token_in_a_file_is_in_no_finding(lcwsync: Lcwsync, project: Path, form: str) -> None:
    text = f"kind: Workflow\ndisplayName: X\ncategory: {JWT}\ntrigger: onDemandOnly\ntasks: [{{task: {JWT}}}]\n"
    (project / "workflows" / "x.yaml").write_text(text, "utf-8")
    result = lcwsync("validate", "--format", form)
    assert result.code == 1
    assert "category" in result.out + result.err
    assert "eyJ0eXAi" not in result.out + result.err


def test_the_token_in_use_is_in_no_result(served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch) -> None:
    token = "opaque-token-of-nobody-4711"
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token)
    (organization,) = served.app.store.all("organization")
    served.app.store.put("organization", str(organization["id"]), {**organization, "displayName": f"Kestrel {token}"})
    for words in (("plan", "--format", "json"), ("plan",), ("audit", "--format", "json")):
        assert token not in lcwsync(*words).out
