"""A client of Graph that says what it was answered, and repeats what the service was too busy for."""

import time
from dataclasses import dataclass, field
from typing import Any

import httpx

_ATTEMPTS = 6
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON that came with it; empty when there was none."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether it was carried out."""
        return self.status < 400


class Client:
    """Requests below `/v1.0` of an endpoint. A context manager."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "Prefer": "include-unknown-enum-members"}
        self._http = httpx.Client(base_url=f"{url}/v1.0", headers=headers, timeout=60)
        self.token = token

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def __call__(self, method: str, path: str, body: object = None, *, patient: bool = False) -> Answer:
        """One request. `patient`: a new object may not be found yet, so 404 is asked again for half a minute."""
        for attempt in range(1, _ATTEMPTS + 1):
            answer = self._http.request(method, path, json=body)
            again = answer.status_code == 429 or (patient and answer.status_code == 404)
            if not again or attempt == _ATTEMPTS:
                break
            time.sleep(float(answer.headers.get("Retry-After", _SECONDS)))
        try:
            read = answer.json() if answer.content else {}
        except ValueError:
            read = {}
        return Answer(answer.status_code, read if isinstance(read, dict) else {})

    def all(self, path: str) -> list[dict[str, Any]]:
        """Every page of a list; empty when it is refused."""
        found: list[dict[str, Any]] = []
        url: str | None = path
        while url:
            answer = self("GET", url)
            found += answer.body.get("value", [])
            url = answer.body.get("@odata.nextLink")
        return found
