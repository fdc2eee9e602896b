"""Which identity signs in: chosen in the project file, or plainly offered by the surroundings. Never a long chain of
guesses, which could silently act as somebody else."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote, urlsplit

from lcwsync.model.environment import Cloud, SignIn
from lcwsync.tenant.signin.clouds import ENDPOINTS
from lcwsync.values.errors import TenantError, UsageError
from lcwsync.values.records import dataclass

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

_GRAPH_COMMAND_LINE = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""Microsoft Graph Command Line Tools, an application of every tenant: a person signs in with it when the environment
names no application of its own. azure-identity's own choice, the Azure CLI, can never be granted the permissions."""

_RENEW_SECONDS = 300
"""A token this close to its end is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The identity to sign in, from the environment of the project file."""

    tenant_id: str | None
    client_id: str | None
    cloud: Cloud = Cloud.GLOBAL


class FixedToken:
    """A token given from outside, used as it is. Raises TenantError for what cannot be one."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        if not self._text or not (self._text.isascii() and self._text.isprintable() and " " not in self._text):
            raise TenantError(
                "the given access token is empty or holds a character that no token has",
                hint="set LCWSYNC_ACCESS_TOKEN again, without quotes, spaces or line breaks",
            )

    def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - as every token source
        """The token, whatever is asked."""
        return self._text

    def held(self, scope: str) -> str:
        """The token: nobody has to be asked."""
        return self.token(scope)

    def close(self) -> None:
        """Nothing is held."""


class Cached:
    """A credential of azure-identity that is made on first use and asked again only when its token runs out."""

    def __init__(self, make: Callable[[], "TokenCredential"], *, clock: Callable[[], float] = time.time) -> None:
        self._make = make
        self._clock = clock
        self._lock = Lock()
        self._credential: TokenCredential | None = None
        self._kept: tuple[str, str, float] | None = None

    def token(self, scope: str, *, claims: str | None = None) -> str:
        """A bearer token for `scope`. Raises TenantError when signing in fails."""
        # Requests run side by side; they sign in once.
        with self._lock:
            return self._token(scope, claims)

    def held(self, scope: str) -> str | None:
        """The token of an earlier request, while it is valid."""
        kept = self._kept
        return kept[1] if kept and kept[0] == scope and kept[2] - self._clock() > _RENEW_SECONDS else None

    def _token(self, scope: str, claims: str | None) -> str:
        if claims is None and (held := self.held(scope)) is not None:
            return held
        from azure.core.exceptions import AzureError

        try:
            self._credential = self._credential or self._make()
            token = self._credential.get_token(scope, claims=claims, enable_cae=True)
        except (AzureError, ValueError, OSError) as error:
            from lcwsync.tenant.http.network import why_not_trusted

            first = str(error).strip().splitlines()
            reason = first[0] if first else type(error).__name__
            raise TenantError(
                f"signing in failed: {reason}",
                hint=why_not_trusted(reason)
                or "check the identity and its federated credential; `lcwsync doctor` shows what was tried",
            ) from None
        self._kept = (scope, token.token, float(token.expires_on))
        return token.token

    def close(self) -> None:
        """Close the connections to the identity provider."""
        close = getattr(self._credential, "close", None)
        if close is not None:
            close()


@dataclass(frozen=True, slots=True)
class ChosenSignIn:
    """A way to sign in, and the line that reports it."""

    sign_in: SignIn
    said: str
    tokens: FixedToken | Cached


def choose_sign_in(
    identity: Identity, environ: Mapping[str, str], *, auth: str | None, interactive: bool
) -> ChosenSignIn:
    """How to sign in: `auth` of the environment where it is set, else what the surroundings offer.

    `interactive`: somebody sits at a terminal. Raises UsageError for an unknown `auth`, TenantError when nothing is
    offered or something the choice needs is missing.
    """
    if auth is not None and auth not in list(SignIn):
        raise UsageError(f"auth: {auth} is not a way to sign in", hint="one of " + ", ".join(SignIn))
    sign_in = SignIn(auth) if auth else _offered(environ, interactive=interactive)
    return ChosenSignIn(sign_in, _said(sign_in, identity), _tokens(sign_in, identity, environ))


def _offered(environ: Mapping[str, str], *, interactive: bool) -> SignIn:
    if environ.get("LCWSYNC_ACCESS_TOKEN"):
        return SignIn.TOKEN
    if environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"):
        return SignIn.GITHUB
    if environ.get("AZURE_FEDERATED_TOKEN_FILE"):
        return SignIn.WORKLOAD
    if environ.get("AZURE_CLIENT_SECRET") or environ.get("AZURE_CLIENT_CERTIFICATE_PATH"):
        return SignIn.ENVIRONMENT
    if environ.get("IDENTITY_ENDPOINT"):
        return SignIn.MANAGED
    from shutil import which

    if which("az"):
        return SignIn.CLI
    if interactive:
        return SignIn.INTERACTIVE
    raise TenantError(
        "no sign-in method is available",
        hint="in GitHub Actions give the job `permissions: {id-token: write}`; elsewhere `az login`, or set auth in "
        "lcwsync.yaml",
    )


def _said(sign_in: SignIn, identity: Identity) -> str:
    who = f" as application {identity.client_id}" if identity.client_id else ""
    match sign_in:
        case SignIn.TOKEN:
            return "signing in with the token of LCWSYNC_ACCESS_TOKEN"
        case SignIn.GITHUB:
            return f"signing in with GitHub OIDC{who}"
        case SignIn.WORKLOAD:
            return f"signing in with the federated token file{who}"
        case SignIn.ENVIRONMENT:
            return "signing in with the credentials of the AZURE_ environment variables"
        case SignIn.MANAGED:
            return f"signing in with the managed identity{who}"
        case SignIn.CLI:
            return "signing in with the Azure CLI"
        case SignIn.INTERACTIVE:
            return f"signing in as a person{who}"
        case _:
            assert_never(sign_in)


def _tokens(sign_in: SignIn, identity: Identity, environ: Mapping[str, str]) -> FixedToken | Cached:
    if sign_in is SignIn.TOKEN:
        return FixedToken(_variable(environ, "LCWSYNC_ACCESS_TOKEN"))
    return Cached(lambda: _credential(sign_in, identity, environ))


def _credential(sign_in: SignIn, identity: Identity, environ: Mapping[str, str]) -> "TokenCredential":
    import logging

    from azure import identity as azure

    from lcwsync.tenant.http.network import trust_to_sign_in

    trust_to_sign_in()
    # Our own error reports, once, what the library would log.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    cloud = ENDPOINTS[identity.cloud]
    authority = cloud.authority
    match sign_in:
        case SignIn.GITHUB:
            url = _variable(environ, "ACTIONS_ID_TOKEN_REQUEST_URL")
            secret = _variable(environ, "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
            return azure.ClientAssertionCredential(
                _said_in_git(identity.tenant_id, "tenantId"),
                _said_in_git(identity.client_id, "clientId"),
                # Called for every token: an assertion lives for minutes, a long apply asks for a new one.
                lambda: github_assertion(url, secret, cloud.audience),
                authority=authority,
            )
        case SignIn.WORKLOAD:
            return azure.WorkloadIdentityCredential(
                tenant_id=identity.tenant_id or environ.get("AZURE_TENANT_ID"),
                client_id=identity.client_id or environ.get("AZURE_CLIENT_ID"),
                token_file_path=_variable(environ, "AZURE_FEDERATED_TOKEN_FILE"),
                authority=authority,
            )
        case SignIn.ENVIRONMENT:
            # The authority is one of our own table: asking the public cloud whether it exists tells nothing new.
            return azure.EnvironmentCredential(authority=authority, disable_instance_discovery=True)
        case SignIn.MANAGED:
            return azure.ManagedIdentityCredential(client_id=identity.client_id)
        case SignIn.CLI:
            return azure.AzureCliCredential(tenant_id=identity.tenant_id or "")
        case SignIn.INTERACTIVE:
            application = identity.client_id or _GRAPH_COMMAND_LINE
            if _has_browser():
                return azure.InteractiveBrowserCredential(
                    tenant_id=identity.tenant_id, client_id=application, authority=authority
                )
            return azure.DeviceCodeCredential(
                client_id=application, tenant_id=identity.tenant_id, authority=authority, prompt_callback=_show_code
            )
        case SignIn.TOKEN:
            raise AssertionError("a given token needs no credential")
        case _:
            assert_never(sign_in)


def _has_browser() -> bool:
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _show_code(address: str, code: str, _until: datetime) -> None:
    # stdout belongs to what the command was asked for.
    sys.stderr.write(f"to sign in, open {address} on any device and enter the code {code}\n")
    sys.stderr.flush()


def github_assertion(url: str, request_token: str, audience: str) -> str:
    """The job's OIDC token from GitHub for `audience`, which the cloud exchanges. `url` and `request_token` are the
    runner's variables. Raises TenantError.

    https://docs.github.com/actions/concepts/security/openid-connect
    """
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import HTTPSHandler, Request, build_opener

    from lcwsync.tenant.http.network import trusted

    if not _is_safe(url):
        raise TenantError("ACTIONS_ID_TOKEN_REQUEST_URL is not https: the request token is not sent there")
    joined = f"{url}{'&' if '?' in url else '?'}audience={quote(audience, safe='')}"
    request = Request(joined)  # noqa: S310 - checked above
    # Unredirected: urllib would carry an ordinary header along to wherever it is sent on.
    request.add_unredirected_header("Authorization", f"bearer {request_token}")
    try:
        with build_opener(HTTPSHandler(context=trusted(os.environ))).open(request, timeout=30) as answer:
            value = json.load(answer)["value"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise TenantError(
            f"GitHub gave no OIDC token: {type(error).__name__}",
            hint="the job needs `permissions: {id-token: write}`; a pull request from a fork never gets one",
        ) from None
    if not isinstance(value, str):
        raise TenantError("GitHub gave no OIDC token")
    return value


def _is_safe(url: str) -> bool:
    """Whether a secret may be sent there: over TLS, or without leaving the machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    on_loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
    return parts.scheme == "https" or (parts.scheme == "http" and on_loopback)


def _variable(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if not value:
        raise TenantError(f"{name} is not set, and the chosen way to sign in needs it")
    return value


def _said_in_git(value: str | None, key: str) -> str:
    if not value:
        raise TenantError(
            f"the environment has no {key}, and GitHub OIDC needs it",
            hint=f"add {key} to the environment in lcwsync.yaml",
        )
    return value
