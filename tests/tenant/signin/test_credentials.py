"""Who signs in, and how: against a fake identity provider and a fake GitHub on loopback."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from lcwsync.model.environment import Cloud, SignIn
from lcwsync.tenant.signin import clouds
from lcwsync.tenant.signin.credentials import Cached, Identity, choose_sign_in, github_assertion
from lcwsync.values.errors import TenantError, UsageError

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "22222222-2222-3333-4444-555555555555"
WHO = Identity(tenant_id=TENANT, client_id=CLIENT)
SCOPE = "https://graph.microsoft.com/.default"
AUDIENCE = clouds.ENDPOINTS[Cloud.GLOBAL].audience


class Provider:
    """Entra's token endpoint and GitHub's OIDC endpoint in one; remembers what it was asked."""

    def __init__(self, place: Path) -> None:
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.shown: list[tuple[str, str | None]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                provider.asked.append((parts.path, parse_qs(parts.query)))
                provider.shown.append((parts.path, self.headers["Authorization"]))
                if parts.path == "/managed":
                    expires = {"expires_on": "4102444800", "resource": "x", "token_type": "Bearer"}
                    self._answer(
                        200 if self.headers["X-IDENTITY-HEADER"] == "own" else 401,
                        {"access_token": "issued", **expires},
                    )
                elif parts.path == "/moved":
                    self.send_response(302)
                    self.send_header("Location", "/elsewhere")
                    self.end_headers()
                elif parts.path.endswith("openid-configuration"):
                    here = f"https://127.0.0.1:{provider.secure.server_port}/{TENANT}"
                    endpoints = {f"{name}_endpoint": f"{here}/{name}" for name in ("authorization", "token")}
                    self._answer(200, {**endpoints, "issuer": f"{here}/v2.0"})
                elif self.headers["Authorization"] != "bearer runner":
                    self._answer(401, {})
                else:
                    self._answer(200, {"value": "assertion"})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.asked.append((self.path, parse_qs(body)))
                self._answer(200, {"token_type": "Bearer", "expires_in": 3600, "access_token": "issued"})

            def _answer(self, status: int, content: dict[str, object]) -> None:
                text = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_said: object) -> None:
                pass

        self.plain = HTTPServer(("127.0.0.1", 0), Handler)
        self.secure = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate = certificate(place)
        context.load_cert_chain(self.certificate)
        self.secure.socket = context.wrap_socket(self.secure.socket, server_side=True)
        for server in (self.plain, self.secure):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    @property
    def github(self) -> str:
        return f"http://127.0.0.1:{self.plain.server_port}/token?api-version=2"

    def close(self) -> None:
        for server in (self.plain, self.secure):
            server.shutdown()
            server.server_close()


def certificate(place: Path) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = place / "provider.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    made = Provider(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.certificate))
    authority = f"127.0.0.1:{made.secure.server_port}"
    for cloud in Cloud:
        monkeypatch.setitem(clouds.ENDPOINTS, cloud, replace(clouds.ENDPOINTS[cloud], authority=authority))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("cloud", "audience"),
    [
        (Cloud.GLOBAL, "api://AzureADTokenExchange"),
        (Cloud.US_GOV, "api://AzureADTokenExchangeUSGov"),
        (Cloud.US_GOV_DOD, "api://AzureADTokenExchangeUSGov"),
        (Cloud.CHINA, "api://AzureADTokenExchangeChina"),
    ],
)
def test_github_oidc_exchanges_a_fresh_assertion_made_for_the_cloud(
    provider: Provider, cloud: Cloud, audience: str
) -> None:
    environ = {"ACTIONS_ID_TOKEN_REQUEST_URL": provider.github, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "runner"}
    chosen = choose_sign_in(replace(WHO, cloud=cloud), environ, auth=None, interactive=False)
    assert chosen.sign_in is SignIn.GITHUB
    assert chosen.tokens.token(SCOPE) == "issued"
    chosen.tokens.close()
    (_, asked), (path, exchanged) = provider.asked[0], provider.asked[-1]
    assert asked["audience"] == [audience]
    assert TENANT in path
    assert exchanged["client_assertion"] == ["assertion"]


def test_a_token_is_asked_for_once(provider: Provider) -> None:
    environ = {"ACTIONS_ID_TOKEN_REQUEST_URL": provider.github, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "runner"}
    tokens = choose_sign_in(WHO, environ, auth=None, interactive=False).tokens
    tokens.token(SCOPE)
    before = len(provider.asked)
    tokens.token(SCOPE)
    tokens.close()
    assert len(provider.asked) == before


def test_a_workload_identity_file_is_exchanged(provider: Provider, tmp_path: Path) -> None:
    (tmp_path / "federated").write_text("from the file", encoding="utf-8")
    environ = {"AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "federated")}
    chosen = choose_sign_in(WHO, environ, auth=None, interactive=False)
    assert chosen.tokens.token(SCOPE) == "issued"
    chosen.tokens.close()
    assert provider.asked[-1][1]["client_assertion"] == ["from the file"]


def test_environment_credentials_work(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT, "AZURE_CLIENT_SECRET": "very-secret"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    chosen = choose_sign_in(WHO, given, auth=None, interactive=False)
    assert chosen.sign_in is SignIn.ENVIRONMENT
    assert chosen.tokens.token(SCOPE) == "issued"
    assert provider.asked[-1][1]["client_secret"] == ["very-secret"]
    chosen.tokens.close()


def test_the_azure_cli_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = json.dumps({"accessToken": "from az", "expires_on": 4102444800, "tokenType": "Bearer"})
    az = tmp_path / "az"
    az.write_text(f"#!/bin/sh\necho '{answer}'\n", encoding="utf-8")
    az.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    chosen = choose_sign_in(WHO, {}, auth=None, interactive=False)
    assert chosen.sign_in is SignIn.CLI
    assert chosen.tokens.token(SCOPE) == "from az"
    chosen.tokens.close()


def test_a_managed_identity_asks_its_host_only(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{provider.plain.server_port}/managed")
    monkeypatch.setenv("IDENTITY_HEADER", "own")
    chosen = choose_sign_in(WHO, {}, auth="managed", interactive=False)
    assert chosen.sign_in is SignIn.MANAGED
    assert chosen.tokens.token(SCOPE) == "issued"
    chosen.tokens.close()
    (asked,) = provider.asked
    assert asked[0] == "/managed"
    assert asked[1]["resource"] == ["https://graph.microsoft.com"]


def test_a_wrong_request_token_is_reported_without_showing_it(provider: Provider) -> None:
    with pytest.raises(TenantError) as caught:
        github_assertion(provider.github, "very-secret", AUDIENCE)
    assert "very-secret" not in caught.value.message + str(caught.value.hint)


def test_the_request_token_is_never_sent_in_the_clear() -> None:
    with pytest.raises(TenantError, match="not https"):
        github_assertion("http://evil.example/token", "secret", AUDIENCE)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LCWSYNC_ACCESS_TOKEN": "t", "ACTIONS_ID_TOKEN_REQUEST_URL": "u"}, SignIn.TOKEN),
        ({"ACTIONS_ID_TOKEN_REQUEST_URL": "u", "AZURE_CLIENT_SECRET": "s"}, SignIn.GITHUB),
        ({"AZURE_FEDERATED_TOKEN_FILE": "f"}, SignIn.WORKLOAD),
        ({"AZURE_CLIENT_SECRET": "s"}, SignIn.ENVIRONMENT),
        ({"IDENTITY_ENDPOINT": "e"}, SignIn.MANAGED),
    ],
)
def test_what_the_surroundings_plainly_offer_is_taken(environ: dict[str, str], expected: SignIn) -> None:
    assert choose_offline(environ) is expected


def choose_offline(environ: dict[str, str]) -> SignIn:
    return choose_sign_in(WHO, environ, auth=None, interactive=False).sign_in


def test_the_project_file_decides_over_the_surroundings() -> None:
    assert choose_sign_in(WHO, {"LCWSYNC_ACCESS_TOKEN": "t"}, auth="cli", interactive=False).sign_in is SignIn.CLI


def test_nothing_offered_is_an_error_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TenantError) as caught:
        choose_offline({})
    assert "id-token: write" in (caught.value.hint or "")


def test_an_unknown_way_to_sign_in_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        choose_sign_in(WHO, {}, auth="guess", interactive=False)
    assert "github" in (caught.value.hint or "")


def test_the_message_about_the_choice_never_holds_the_token() -> None:
    assert "hunter2" not in choose_sign_in(WHO, {"LCWSYNC_ACCESS_TOKEN": "hunter2"}, auth=None, interactive=False).said


@pytest.mark.parametrize("given", [" ", "Bearer abc", "ab\ncd", "töken", '"a\x00"'])
def test_what_cannot_be_a_token_is_refused_without_being_shown(given: str) -> None:
    with pytest.raises(TenantError, match="access token") as caught:
        choose_sign_in(WHO, {"LCWSYNC_ACCESS_TOKEN": given}, auth=None, interactive=False)
    assert given.strip() == "" or given not in caught.value.message


def test_the_line_break_after_a_token_is_not_part_of_it() -> None:
    assert (
        choose_sign_in(WHO, {"LCWSYNC_ACCESS_TOKEN": "abc\n"}, auth=None, interactive=False).tokens.token(SCOPE)
        == "abc"
    )


@pytest.mark.parametrize("url", ["ftp://localhost/token", "http://[", "", "file:///etc/passwd"])
def test_an_invalid_url_gets_no_request_token(url: str) -> None:
    with pytest.raises(TenantError, match="not https"):
        github_assertion(url, "secret", AUDIENCE)


@pytest.mark.parametrize("request_token", ["hunter2\nX: y", "höhö"])
def test_a_request_token_that_cannot_be_sent_is_an_error_in_words(provider: Provider, request_token: str) -> None:
    with pytest.raises(TenantError, match="GitHub gave no OIDC token") as caught:
        github_assertion(provider.github, request_token, AUDIENCE)
    assert "hunter2" not in caught.value.message


def test_the_request_token_is_not_carried_along_to_another_address(provider: Provider) -> None:
    with pytest.raises(TenantError):
        github_assertion(provider.github.replace("/token", "/moved"), "runner", AUDIENCE)
    assert provider.shown == [("/moved", "bearer runner"), ("/elsewhere", None)]


def test_a_missing_federated_token_file_is_named(provider: Provider, tmp_path: Path) -> None:
    environ = {"AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "gone")}
    tokens = choose_sign_in(WHO, environ, auth=None, interactive=False).tokens
    with pytest.raises(TenantError, match="gone"):
        tokens.token(SCOPE)
    tokens.close()


def test_requests_side_by_side_sign_in_once() -> None:
    from concurrent.futures import ThreadPoolExecutor
    from time import sleep

    from azure.core.credentials import AccessToken

    class Slow:
        calls = 0

        def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
            Slow.calls += 1
            sleep(0.05)
            return AccessToken("t", 4102444800)

    cached = Cached(Slow)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: cached.token(SCOPE), range(8))) == {"t"}
    assert Slow.calls == 1


def test_without_a_browser_a_code_is_shown_and_stdout_stays_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import webbrowser

    import azure.identity

    def none(_using: str | None = None) -> webbrowser.BaseBrowser:
        raise webbrowser.Error("none")

    asked: dict[str, object] = {}

    class Code:
        def __init__(self, **options: object) -> None:
            asked.update(options)

        def get_token(self, *_scopes: str, **_options: object) -> object:
            from azure.core.credentials import AccessToken

            show = asked["prompt_callback"]
            assert callable(show)
            show("https://microsoft.com/devicelogin", "ABC123", datetime.now(UTC))
            return AccessToken("t", 4102444800)

    monkeypatch.setattr(webbrowser, "get", none)
    monkeypatch.setattr(azure.identity, "DeviceCodeCredential", Code)
    assert choose_sign_in(WHO, {}, auth="interactive", interactive=True).tokens.token(SCOPE) == "t"
    assert (asked["tenant_id"], asked["client_id"]) == (TENANT, CLIENT)
    said = capsys.readouterr()
    assert "ABC123" in said.err
    assert said.out == ""


def test_a_token_near_its_end_is_replaced() -> None:
    from azure.core.credentials import AccessToken

    class Short:
        def __init__(self) -> None:
            self.calls = 0

        def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
            self.calls += 1
            return AccessToken(f"t{self.calls}", 1000)

    now = [0.0]
    cached = Cached(Short, clock=lambda: now[0])
    assert [cached.token(SCOPE), cached.token(SCOPE)] == ["t1", "t1"]
    now[0] = 800.0
    assert cached.token(SCOPE) == "t2"


def test_a_certificate_that_is_refused_while_signing_in_has_its_own_next_step() -> None:
    class Refused:
        def get_token(self, *_scopes: str, **_options: object) -> object:
            raise OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate")

    with pytest.raises(TenantError) as caught:
        Cached(Refused).token("https://graph.example/.default")  # type: ignore[arg-type]
    assert "its issuer is not trusted here" in str(caught.value.hint)
