"""What stands between here and the service: which certificates are trusted, and which proxy is asked.

The operating system's own certificates are trusted, as an organisation installs the root of its inspecting proxy there.
SSL_CERT_FILE or SSL_CERT_DIR name others in their place; so does REQUESTS_CA_BUNDLE, the variable of azure-identity's
HTTP library. Where a machine has no certificates at all, as some containers, those of the package certifi are used.
"""

import os
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from lcwsync.values.errors import TenantError
from lcwsync.values.records import dataclass

_FILES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_DIRECTORY = "SSL_CERT_DIR"

_LINUX_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
)
"""Where distributions keep their certificates; truststore looks there as well."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy: its URL without a credential, and the name and password that it asks for."""

    url: str
    account: tuple[bytes, bytes] | None

    @property
    def over_tls(self) -> bool:
        """Whether the proxy itself is spoken to over TLS."""
        return self.url.startswith("https:")


@dataclass(frozen=True, slots=True)
class Network:
    """How a service is reached, in words without a credential, and through which proxy."""

    proxy: str
    trust: str
    through: Proxy | None


def network_to(url: str, environ: Mapping[str, str]) -> Network:
    """The proxy and the trust for a service. Raises TenantError for a setting that cannot be used."""
    through, said = _proxy(url, environ)
    return Network(proxy=said, trust=_trust(environ)[1], through=through)


def trusted(environ: Mapping[str, str]) -> ssl.SSLContext:
    """What a service's certificate is held against. Raises TenantError for a setting that cannot be used."""
    place, _ = _trust(environ)
    if place is None:
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        is_directory = place.is_dir()
        return ssl.create_default_context(
            cafile=None if is_directory else str(place), capath=str(place) if is_directory else None
        )
    except (ssl.SSLError, OSError) as error:
        raise TenantError(
            f"the certificates in {place} cannot be read: {error.strerror or error}",
            hint="the file holds certificates as PEM, each from BEGIN CERTIFICATE to END CERTIFICATE",
        ) from None


def trust_to_sign_in() -> None:
    """Let azure-identity, whose HTTP library brings certificates of its own, trust what every other request trusts."""
    place, _ = _trust(os.environ)
    if place is not None:
        os.environ.setdefault("REQUESTS_CA_BUNDLE", str(place))
        return
    import truststore

    truststore.inject_into_ssl()


def why_not_trusted(reason: str) -> str | None:
    """The next step after a failed TLS handshake, from OpenSSL's words or those of Windows and macOS; None when it was
    something else."""
    lowered = reason.lower()
    if "certificate" not in lowered and "ssl" not in lowered:
        return None
    return next((step for words, step in _STEPS.items() if any(word in lowered for word in words.split("|"))), None)


def not_verified(error: BaseException) -> bool:
    """Whether a failed connection goes back to a certificate that was looked at and refused, in whatever words."""
    inner: BaseException | None = error
    while inner is not None and not isinstance(inner, ssl.SSLCertVerificationError):
        inner = inner.__cause__ or inner.__context__
    return inner is not None


_STEPS = {
    "has expired|not yet valid": "the certificate is not valid today: check the clock of this machine, then tell those "
    "who run the proxy or the service",
    "hostname mismatch|not valid for|does not match": "the certificate is for another name: check LCWSYNC_GRAPH_URL "
    "and the proxy",
    "revoked": "the certificate was revoked: something between here and the service must not be trusted",
    "self-signed|self signed|unable to get|not trusted|untrusted|verify failed": "its issuer is not trusted here; "
    "behind an inspecting proxy have its root certificate installed in the operating system, or name it in "
    "SSL_CERT_FILE; `lcwsync doctor` shows what is trusted",
    "wrong_version_number|wrong version number|record layer": "the other end does not speak TLS: check the port, and "
    "whether the proxy's address begins with http://",
}
"""What OpenSSL says of a certificate, and what to do."""


def _trust(environ: Mapping[str, str]) -> tuple[Path | None, str]:
    """The file or directory of certificates, None for the operating system's own, with the words for it."""
    for name in (*_FILES, _DIRECTORY):
        if text := environ.get(name):
            place = Path(text)
            if not place.exists():
                raise TenantError(
                    f"{name} names {text}, and there is no such {'directory' if name == _DIRECTORY else 'file'}",
                    hint="correct it, or remove the variable: then the operating system's certificates are trusted",
                )
            return place, f"the certificates in {place} ({name})"
    always = sys.platform in ("win32", "darwin")  # mypy reads the rest for these platforms as well
    if always or _linux_has_a_store():
        return None, "the operating system's certificates"
    import certifi

    return Path(certifi.where()), "the certificates of the package certifi; the operating system has none"


def _linux_has_a_store() -> bool:
    paths = ssl.get_default_verify_paths()
    listed = Path(paths.capath).iterdir() if paths.capath and Path(paths.capath).is_dir() else iter(())
    return bool(paths.cafile) or any(listed) or any(Path(place).is_file() for place in _LINUX_STORES)


def _proxy(url: str, environ: Mapping[str, str]) -> tuple[Proxy | None, str]:
    """The proxy for a service, None where it is reached without one, with the words for it."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    host = parts.hostname or ""
    found = getproxies()
    chosen = found.get(parts.scheme) or found.get("all")
    if not chosen or host in ("127.0.0.1", "localhost", "::1"):
        return None, "none"
    if proxy_bypass(host):
        return None, f"none for {host} (NO_PROXY)"
    proxy = urlsplit(chosen if "://" in chosen else f"http://{chosen}")
    names = (name for name in environ if name.lower() in (f"{parts.scheme}_proxy", "all_proxy"))
    source = next((name for name in names if environ[name] == chosen), "the operating system's settings")
    if proxy.scheme not in ("http", "https"):
        raise TenantError(
            f"the proxy of {source} speaks {proxy.scheme}, which lcwsync does not",
            hint=f"set HTTPS_PROXY to an HTTP proxy, or NO_PROXY={host}",
        )
    try:
        port = f":{proxy.port}" if proxy.port else ""
    except ValueError:
        port = None
    if not proxy.hostname or port is None:
        raise TenantError(f"the proxy of {source} is not a valid URL", hint="such as http://proxy.example.com:8080")
    account = (unquote_to_bytes(proxy.username or ""), unquote_to_bytes(proxy.password or ""))
    name = f"[{proxy.hostname}]" if ":" in proxy.hostname else proxy.hostname
    address = f"{proxy.scheme}://{name}{port}"
    secret = ", with a password" if proxy.password else ""
    return Proxy(address, account if any(account) else None), f"{address} ({source}{secret})"
