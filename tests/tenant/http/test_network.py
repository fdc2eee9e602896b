"""Certificates and proxies of an organisation: what is trusted, which proxy is asked, and why a handshake failed."""

import datetime
import ipaddress
import os
import select
import socket
import ssl
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from lcwsync.sandbox import open_sandbox
from lcwsync.sandbox.app import SandboxApp
from lcwsync.tenant.http.network import network_to, not_verified, trusted, why_not_trusted
from lcwsync.values.errors import TenantError
from tests.commands import Lcwsync

NAME = "graph.example.test"
DAY = datetime.timedelta(days=1)
VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *PROXIES):
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True)
class Authority:
    """A root of an organisation's own, as PEM in a file, and what it signs."""

    root: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def issue(self, directory: Path, *names: str, ends: datetime.timedelta = DAY) -> tuple[Path, Path]:
        """A certificate for these names with its key, as files."""
        key = ec.generate_private_key(ec.SECP256R1())
        listed: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
        listed.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        now = datetime.datetime.now(datetime.UTC)
        made = (
            _builder(names[0], self.certificate.subject, key)
            .not_valid_before(now - 2 * DAY)
            .not_valid_after(now + ends)
            .add_extension(x509.SubjectAlternativeName(listed), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        file, secret = directory / f"{names[0]}.pem", directory / f"{names[0]}.key"
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(_pem(key))
        return file, secret


def _builder(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    return builder.public_key(key.public_key()).serial_number(x509.random_serial_number())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root of an inspecting proxy")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        _builder("Root of an inspecting proxy", name, key)
        .not_valid_before(now - 3 * DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("authority") / "root.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(path, key, certificate)


class Tls:
    """The sandbox behind TLS on a loopback port, while the block runs."""

    def __init__(self, app: SandboxApp, certificate: tuple[Path, Path]) -> None:
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.port = int(self.listener.getsockname()[1])
        config = uvicorn.Config(
            app,
            ssl_certfile=certificate[0],
            ssl_keyfile=str(certificate[1]),
            lifespan="off",
            log_config=None,
            log_level="critical",
        )
        config.load()
        assert config.ssl
        config.ssl.sni_callback = self._count
        self.handshakes = 0
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True)

    def _count(self, *_said: object) -> None:
        self.handshakes += 1

    def __enter__(self) -> "Tls":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture
def app(project: Path) -> Iterator[SandboxApp]:
    store = open_sandbox(project / "tls.db")
    yield SandboxApp(store)
    store.close()


@pytest.fixture
def served_over_tls(
    app: SandboxApp, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tls]:
    with Tls(app, authority.issue(tmp_path, "localhost")) as tls:
        monkeypatch.setenv("LCWSYNC_GRAPH_URL", f"https://localhost:{tls.port}")
        monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", "sandbox")
        yield tls


def test_an_unknown_root_is_not_trusted_and_the_next_step_is_told(served_over_tls: Tls, lcwsync: Lcwsync) -> None:
    done = lcwsync("plan")
    assert done.code == 1
    assert "cannot be reached" in done.err
    assert "its issuer is not trusted here; behind an inspecting proxy" in done.err
    examined = lcwsync("doctor")
    assert examined.code == 1
    assert "Trust: the operating system's certificates" in examined.err
    assert "Proxy: none" in examined.err


def test_an_unknown_root_is_not_tried_again(served_over_tls: Tls, lcwsync: Lcwsync) -> None:
    assert "cannot be reached" in lcwsync("status").err
    assert served_over_tls.handshakes == 1


@pytest.mark.parametrize("certificate", [(NAME, DAY), ("localhost", -DAY)], ids=["another name", "expired"])
def test_another_name_and_an_expired_certificate_are_not_tried_again(
    app: SandboxApp, authority: Authority, lcwsync: Lcwsync, project: Path, certificate: tuple[str, datetime.timedelta]
) -> None:
    name, ends = certificate
    with Tls(app, authority.issue(project, name, ends=ends)) as tls, pytest.MonkeyPatch.context() as environ:
        environ.setenv("SSL_CERT_FILE", str(authority.root))
        environ.setenv("LCWSYNC_ACCESS_TOKEN", "sandbox")
        environ.setenv("LCWSYNC_GRAPH_URL", f"https://localhost:{tls.port}")
        assert "cannot be reached" in lcwsync("status").err
        assert tls.handshakes == 1


def test_a_refused_certificate_is_known_whatever_the_words() -> None:
    reached = OSError("x")
    reached.__cause__ = ssl.SSLCertVerificationError("die Zertifikatkette ist nicht vertrauenswürdig")
    assert not_verified(reached)
    assert not not_verified(OSError("x"))


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_one_variable_names_the_root_and_doctor_tells_it(
    served_over_tls: Tls, lcwsync: Lcwsync, authority: Authority, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(authority.root))
    assert lcwsync("plan").code == 0
    examined = lcwsync("doctor")
    assert examined.code == 0, examined.err
    assert f"Trust: the certificates in {authority.root} ({variable})" in examined.out


def test_a_directory_of_roots_is_taken_too(
    served_over_tls: Tls, lcwsync: Lcwsync, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssl_names = ssl.create_default_context(cafile=str(authority.root))
    assert ssl_names.cert_store_stats()["x509_ca"] == 1
    directory = tmp_path / "roots"
    directory.mkdir()
    (directory / f"{_hash(authority.root)}.0").write_bytes(authority.root.read_bytes())
    monkeypatch.setenv("SSL_CERT_DIR", str(directory))
    assert lcwsync("plan").code == 0


def _hash(certificate: Path) -> str:
    """OpenSSL's name of a certificate in a directory."""
    words = ["openssl", "x509", "-hash", "-noout", "-in", str(certificate)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def test_an_expired_certificate_and_another_name_have_steps_of_their_own(
    app: SandboxApp, authority: Authority, tmp_path: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", "sandbox")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    with Tls(app, authority.issue(tmp_path, "localhost", ends=-DAY)) as tls:
        monkeypatch.setenv("LCWSYNC_GRAPH_URL", f"https://localhost:{tls.port}")
        assert "check the clock of this machine" in lcwsync("plan").err
    with Tls(app, authority.issue(tmp_path, NAME)) as tls:
        monkeypatch.setenv("LCWSYNC_GRAPH_URL", f"https://localhost:{tls.port}")
        assert "the certificate is for another name" in lcwsync("plan").err


def test_a_setting_that_cannot_be_used_is_told_before_anything_is_sent(
    lcwsync: Lcwsync, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCWSYNC_GRAPH_URL", "https://localhost:1")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/root.pem")
    done = lcwsync("plan")
    assert done.code == 1
    assert "SSL_CERT_FILE names /nowhere/root.pem, and there is no such file" in done.err
    (project / "empty.pem").write_text("nothing", encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(project / "empty.pem"))
    assert "BEGIN CERTIFICATE" in lcwsync("plan").err


def test_the_system_is_trusted_by_default() -> None:
    import truststore

    assert isinstance(trusted({}), truststore.SSLContext)
    assert network_to("https://graph.microsoft.com", {}).trust == "the operating system's certificates"


def test_a_machine_without_certificates_trusts_those_of_certifi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lcwsync.tenant.http.network._linux_has_a_store", lambda: False)
    assert "certifi" in network_to("https://graph.microsoft.com", {}).trust
    assert trusted({}).cert_store_stats()["x509_ca"] > 50


class Proxy:
    """A proxy on a loopback port that opens tunnels to one port, and remembers what it was asked for."""

    def __init__(self, port: int, *, answer: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> None:
        self.to, self.answer, self.asked = port, answer, list[bytes]()
        self.threads: list[threading.Thread] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self._tunnel, args=(client,), daemon=True))
            self.threads[-1].start()

    def _tunnel(self, client: socket.socket) -> None:
        with client:
            self.asked.append(client.recv(4096))
            client.sendall(self.answer)
            if b" 200 " not in self.answer:
                return
            with socket.create_connection(("127.0.0.1", self.to)) as other:
                while ready := select.select([client, other], [], [], 5)[0]:
                    for one in ready:
                        if not (data := one.recv(65536)):
                            return
                        (other if one is client else client).sendall(data)

    def close(self) -> None:
        """Take no more connections, and wait until none is left."""
        self.listener.close()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def behind_a_proxy(
    app: SandboxApp, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tls]:
    with Tls(app, authority.issue(tmp_path, NAME)) as tls:
        monkeypatch.setenv("LCWSYNC_GRAPH_URL", f"https://{NAME}")
        monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", "sandbox")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
        text = (tmp_path / "workflows" / "lcwsync.yaml").read_text(encoding="utf-8")
        text = text.replace("11111111-2222-3333-4444-555555555555", "7f3c1c1e-5a0d-4c53-9b1e-3f5d2a6c9e01")
        (tmp_path / "workflows" / "lcwsync.yaml").write_text(text, encoding="utf-8")
        yield tls


def test_the_proxy_of_the_environment_is_asked_and_doctor_shows_it_without_the_password(
    behind_a_proxy: Tls, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy(behind_a_proxy.port)
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:s3cret%40%C3%A4@{proxy.url}")
    done = lcwsync("plan", "--env", "production")
    assert done.code == 0, done.err
    assert proxy.asked[0].startswith(f"CONNECT {NAME}:443 ".encode())
    assert b"Proxy-Authorization: Basic " + b64encode("ada:s3cret@ä".encode()) in proxy.asked[0]
    examined = lcwsync("doctor", "--env", "production")
    assert f"Proxy: http://{proxy.url} (HTTPS_PROXY, with a password)" in examined.out
    assert f"Service: https://{NAME}" in examined.out
    assert "s3cret" not in done.err + done.out + examined.out + examined.err
    proxy.close()


def test_a_proxy_that_refuses_is_named_with_the_next_step(
    behind_a_proxy: Tls, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy(0, answer=b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    done = lcwsync("doctor", "--env", "production")
    assert done.code == 1
    assert "the proxy answered 407" in done.err
    assert "NAME:PASSWORD" in done.err
    assert f"Proxy: http://{proxy.url} (HTTPS_PROXY)" in done.err
    proxy.close()


def test_what_is_read_of_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    def proxy() -> str:
        return network_to("https://graph.microsoft.com", os.environ).proxy

    monkeypatch.setenv("ALL_PROXY", "http://all.example:1")
    assert proxy() == "http://all.example:1 (ALL_PROXY)"
    assert network_to("https://localhost:8443", os.environ).through is None
    monkeypatch.setenv("NO_PROXY", ".microsoft.com")
    assert proxy() == "none for graph.microsoft.com (NO_PROXY)"
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("ALL_PROXY", "http://[2001:db8::1]:8080")
    assert proxy() == "http://[2001:db8::1]:8080 (ALL_PROXY)"
    monkeypatch.setenv("ALL_PROXY", "socks5://all.example:1")
    with pytest.raises(TenantError, match="speaks socks5"):
        proxy()
    monkeypatch.setenv("ALL_PROXY", "http://all.example:x")
    with pytest.raises(TenantError, match="not a valid URL"):
        proxy()


_BOTH_PROTOCOLS = """
import asyncio, ssl, sys
from lcwsync.tenant.http.connection import Sent
from lcwsync.tenant.http.network_connection import NetworkConnection

async def ask():
    plain = NetworkConnection(trust=None)
    assert not {name for name in sys.modules if name.split(".")[0] in ("h2", "httpx")}
    secure = NetworkConnection(trust=ssl.create_default_context(cafile=sys.argv[1]))
    async with secure.exchange(Sent("GET", sys.argv[2], {"Accept": "application/json"})) as answer:
        print(answer.status, answer.headers, b"".join([part async for part in answer.body]))
    await secure.close()
    await plain.close()

asyncio.run(ask())
"""


def test_http_2_is_spoken_over_tls_also_after_a_connection_in_plain_text(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.issue(tmp_path, "localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=_answer_by_http_2, args=(listener, context), daemon=True)
        server.start()
        url = f"https://localhost:{listener.getsockname()[1]}/v1.0/users"
        done = subprocess.run(
            [sys.executable, "-c", _BOTH_PROTOCOLS, str(authority.root), url],
            capture_output=True,
            text=True,
            check=False,
        )
        server.join(5)
    assert done.stdout == "200 {'name': 'one, two'} b'[]'\n", done.stderr


def _answer_by_http_2(listener: socket.socket, context: ssl.SSLContext) -> None:
    """Answer one request with a header in two lines, and speak until the client leaves."""
    client, _ = listener.accept()
    speaks = H2Connection(config=H2Configuration(client_side=False))
    with context.wrap_socket(client, server_side=True) as line:
        speaks.initiate_connection()
        line.sendall(speaks.data_to_send())
        while data := line.recv(65536):
            for event in speaks.receive_data(data):
                if isinstance(event, RequestReceived) and event.stream_id:
                    speaks.send_headers(event.stream_id, [(":status", "200"), ("name", "one"), ("name", "two")])
                    speaks.send_data(event.stream_id, b"[]", end_stream=True)
            line.sendall(speaks.data_to_send())


@pytest.mark.parametrize(
    ("reason", "step"),
    [
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate",
            "issuer is not trusted",
        ),
        ("certificate is not trusted by the macOS keychain", "issuer is not trusted"),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1)", "does not speak TLS"),
        ("certificate has been revoked", "must not be trusted"),
        ("[Errno 111] Connection refused", None),
    ],
)
def test_why_a_handshake_failed(reason: str, step: str | None) -> None:
    found = why_not_trusted(reason)
    assert found is None if step is None else step in (found or "")
