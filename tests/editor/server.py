"""The YAML language server that editors use, driven over its standard input and output."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
_SETTINGS = {"completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}


@dataclass
class Server:
    """One running server. Every method takes the text of a file with `|` where the cursor is."""

    requests: IO[bytes]
    answers: IO[bytes]
    directory: Path
    diagnostics: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    last: int = 0

    def completions(self, text: str) -> dict[str, dict[str, Any]]:
        """What the editor offers at the cursor, by label."""
        answer = self._at_cursor("textDocument/completion", text)
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"]: item for item in items}

    def hover(self, text: str) -> str:
        """What the editor shows for the word under the cursor."""
        answer = self._at_cursor("textDocument/hover", text)
        return str(answer["contents"]["value"]) if answer else ""

    def problems(self, text: str) -> list[tuple[int, str]]:
        """What the editor underlines: line of the file, from 1, and message."""
        uri = self._open(text)
        while uri not in self.diagnostics:
            self._take(self._read())
        return [(item["range"]["start"]["line"] + 1, item["message"]) for item in self.diagnostics.pop(uri)]

    def _at_cursor(self, method: str, text: str) -> Any:
        before = text.partition("|")[0]
        position = {"line": before.count("\n"), "character": len(before) - (before.rfind("\n") + 1)}
        document = {"uri": self._open(text.replace("|", "", 1))}
        return self.ask(method, {"textDocument": document, "position": position})

    def _open(self, text: str) -> str:
        self.last += 1
        uri = (self.directory / f"file{self.last}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def ask(self, method: str, params: object) -> Any:
        """Send a request and wait for its answer."""
        self.last += 1
        number = self.last
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                return message.get("result")
            self._take(message)

    def tell(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def _take(self, message: dict[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message:
            asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            result = asked and [_SETTINGS if item.get("section") == "yaml" else None for item in asked]
            self._send({"id": message["id"], "result": result})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.requests.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.requests.flush()

    def _read(self) -> dict[str, Any]:
        length = 0
        while line := self.answers.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self.answers.read(length))
        return message


@contextmanager
def language_server(directory: Path) -> Iterator[Server]:
    """A server for the files of a directory."""
    with subprocess.Popen(
        ["node", PROGRAM, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        assert process.stdout
        server = Server(process.stdin, process.stdout, directory)
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
            },
            "workspace": {"configuration": True},
        }
        server.ask("initialize", {"processId": None, "rootUri": directory.as_uri(), "capabilities": capabilities})
        server.tell("initialized", {})
        server.tell("workspace/didChangeConfiguration", {"settings": {"yaml": _SETTINGS}})
        try:
            yield server
        finally:
            process.kill()
