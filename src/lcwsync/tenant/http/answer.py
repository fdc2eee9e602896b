"""One answer of Graph: its JSON, or the failure that it stands for."""

import json
from collections.abc import Mapping

from lcwsync.tenant.http.connection import Answer
from lcwsync.tenant.http.failure import GraphFailure, answered, bad_answer
from lcwsync.tenant.http.segments import is_about

ABOUT_ANOTHER = "it is about another object than the one asked for"


def read_answer(method: str, path: str, answer: Answer, content: bytes) -> object:
    """The JSON of an answer with its whole content; None for one without a body. Raises GraphFailure."""
    request_id = answer.headers.get("request-id")
    body = _parsed(content)
    if answer.status >= 400:
        raise answered_with(method, path, answer.status, body, answer.headers)
    if answer.status >= 300:
        raise bad_answer(method, path, "it is a redirection", request_id=request_id)
    if answer.status == 204:
        return None
    if body is _UNREADABLE:
        raise bad_answer(method, path, "it is not JSON", request_id=request_id)
    if body is None and method == "GET":
        # The service answers 404 or 204 where there is nothing.
        raise bad_answer(method, path, "it is empty", request_id=request_id)
    if method == "GET" and not is_about(path, body):
        raise bad_answer(method, path, ABOUT_ANOTHER, request_id=request_id)
    return body


def answered_with(method: str, path: str, status: int, body: object, headers: Mapping[str, str]) -> GraphFailure:
    """The failure for an answer of 400 and above with its body and headers, the headers' names in lower case."""
    error = body.get("error") if isinstance(body, dict) else None
    said: Mapping[str, object] = error if isinstance(error, dict) else {}
    code, message = said.get("code"), said.get("message")
    return answered(
        method,
        path,
        status=status,
        code=code if isinstance(code, str) else None,
        message=message if isinstance(message, str) else None,
        request_id=headers.get("request-id"),
        retry_after=headers.get("retry-after"),
    )


_UNREADABLE = object()


def _parsed(content: bytes) -> object:
    try:
        parsed: object = json.loads(content) if content else None
    except (ValueError, RecursionError):
        return _UNREADABLE
    return parsed
