"""A sandbox on a loopback port with a latency, which tells what it was asked: the other side of `benchmarks.run`.

    python -m benchmarks.served --users 0 --workflows 100 --latency-ms 50

Prints its URL. Reads are answered from memory from the second time on, so that the sandbox's own work does not count
as the network's. GET /measure gives, as JSON, every request since the last time: method, path, start and end in
seconds.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import cast

import uvicorn

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company import large as seed_large
from lcwsync.sandbox.company import seed
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import Store

Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Delayed:
    """The sandbox, each answer `latency` seconds late."""

    def __init__(self, app: SandboxApp, latency: float, *, forget: str = "") -> None:
        self._app = app
        self._forget = forget
        """The end of a path that is answered anew each time, so that a fault can meet it."""
        self._latency = latency
        self._log: list[tuple[str, str, float, float]] = []
        self._answers: dict[str, list[Message]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        method, path = str(scope["method"]), str(scope["path"])
        if path == "/measure":
            await _answer(send, json.dumps(self._log).encode())
            self._log = []
            return
        began = time.perf_counter()
        request = b""
        while True:
            message = await receive()
            request += cast("bytes", message.get("body", b""))
            if not message.get("more_body"):
                break
        await asyncio.sleep(self._latency)
        reads = method == "GET" or path.endswith(("/$batch", "/getByIds"))
        key = f"{method} {path}?{cast('bytes', scope['query_string']).decode()} {request.decode()}"
        if not reads:
            self._answers.clear()
        if key not in self._answers:
            answer: list[Message] = []

            async def again() -> Message:
                return {"type": "http.request", "body": request, "more_body": False}

            async def keep(message: Message) -> None:
                answer.append(message)

            await self._app(scope, again, keep)
            if reads and not (self._forget and path.endswith(self._forget)):
                self._answers[key] = answer
        else:
            answer = self._answers[key]
        for message in answer:
            await send(dict(message))
        self._log.append((method, key, began, time.perf_counter()))


async def _answer(send: Send, body: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    parser = argparse.ArgumentParser(description="a sandbox with a latency")
    parser.add_argument("--users", type=int, default=0)
    parser.add_argument("--workflows", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--fault", action="append", default=[], help="of GET /organization, as in `lcwsync sandbox`")
    arguments = parser.parse_args()
    store = Store(None)
    seed.seed(store)
    if arguments.users or arguments.workflows:
        seed_large.seed_large(store, arguments.users, arguments.workflows)
    sandbox = SandboxApp(store)
    for fault in arguments.fault:
        sandbox.faults.add(parse_fault(fault))
    app = Delayed(sandbox, arguments.latency_ms / 1000, forget="/organization" if arguments.fault else "")
    uvicorn.run(
        cast("uvicorn._types.ASGIApplication", app),
        port=arguments.port,
        log_level="critical",
        access_log=False,
        lifespan="off",
        date_header=False,  # the sandbox has a clock of its own
    )


if __name__ == "__main__":
    main()
