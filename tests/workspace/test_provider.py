"""Signing in through a company's OpenID provider: a real one, small, on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from leitfrage.workspace import accounts
from leitfrage.workspace.models import AuditEntry, Invitation, User

CLIENT, SECRET = "leitfrage", "very secret"


class Provider(ThreadingHTTPServer):
    """Knows one person at a time (``person``), lets them in without asking, and holds clients to PKCE and secret."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": self.server.url,
                    "authorization_endpoint": f"{self.server.url}/authorize",
                    "token_endpoint": f"{self.server.url}/token",
                    "userinfo_endpoint": f"{self.server.url}/userinfo",
                    "jwks_uri": f"{self.server.url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                }
            )
        elif url.path == "/authorize":
            assert asked["client_id"] == CLIENT
            assert asked["code_challenge_method"] == "S256"
            code = token_urlsafe()
            self.server.codes[code] = asked
            back = urllib.parse.urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        elif url.path == "/userinfo":
            token = self.headers["Authorization"].removeprefix("Bearer ")
            self._json(self.server.tokens[token])
        elif url.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
            self._json({"keys": [key | {"kid": "1", "use": "sig", "alg": "RS256"}]})

    def do_POST(self) -> None:
        sent = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        asked = self.server.codes.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if asked is None or sent.get("client_secret") != SECRET or proof.decode() != asked["code_challenge"]:
            self._json({"error": "invalid_grant"}, 400)
            return
        token, now = token_urlsafe(), int(time.time())
        self.server.tokens[token] = self.server.person
        facts = {"iss": self.server.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.server.person}
        signed = jwt.encode(facts, self.server.key, "RS256", headers={"kid": "1"})
        self._json({"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def _json(self, value: Any, status: int = 200) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def provider(settings: Any, db: None) -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.LOCAL, settings.LOGIN_URL = False, "/accounts/login/"
    app = {
        "provider_id": "company",
        "name": "Firma",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": server.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def come() -> Callable[[], Any]:
    """Go to the provider from the sign-in page and come back, as a browser does; give the last answer."""

    def go() -> Any:
        browser = Client(headers={"accept-language": "en"})
        page = browser.get("/accounts/login/").content.decode()
        assert "Sign in with Firma" in page
        away = browser.post("/accounts/company/login/")
        assert away.status_code == 302
        opener = urllib.request.build_opener(_Stay())
        with pytest.raises(urllib.error.HTTPError) as answer:
            opener.open(away.headers["Location"])
        back = urllib.parse.urlsplit(answer.value.headers["Location"])
        answer.value.close()
        assert back.netloc == "testserver"
        return browser.get(f"{back.path}?{back.query}", follow=True)

    return go


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def person(email: str, *, verified: bool = True, sub: str = "42") -> dict[str, Any]:
    return {"sub": sub, "email": email, "email_verified": verified, "name": "Nora Neu"}


def test_whoever_is_invited_gets_in(provider: Provider, come: Callable[[], Any]) -> None:
    accounts.invite("nora@example.org", None)
    provider.person = person("Nora@Example.org")
    page = come()
    assert page.request["PATH_INFO"] == "/"
    assert page.status_code == 200
    user = User.objects.get()
    assert (user.email.lower(), user.name, user.has_usable_password()) == ("nora@example.org", "Nora Neu", False)
    assert Invitation.objects.get().accepted_at is not None
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["invited", "joined", "signed in"]
    assert come().request["PATH_INFO"] == "/"  # and again, by the account that is there now
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("invited", "comes"),
    [
        (None, person("nora@example.org")),
        ("nora@example.org", person("nora@example.org", verified=False)),
        ("nora@example.org", person("other@example.org")),
        ("nora@example.org", {"sub": "42", "name": "Nora"}),
    ],
    ids=["nobody invited", "an address not verified", "another address", "no address"],
)
def test_nobody_else_does(invited: str | None, comes: dict[str, Any], provider: Provider, come: Callable[[], Any]) -> None:
    if invited:
        accounts.invite(invited, None)
    provider.person = comes
    page = come()
    assert page.status_code == 403
    assert "no open invitation" in page.content.decode()
    assert not User.objects.exists()
    assert page.client.get("/customers/").status_code == 302


def test_an_account_is_found_by_the_address_that_is_vouched_for(
    provider: Provider, come: Callable[[], Any], seller: User
) -> None:
    provider.person = person(seller.email)
    assert come().request["PATH_INFO"] == "/"
    assert User.objects.get() == seller


def test_an_address_that_is_not_vouched_for_takes_over_no_account(
    provider: Provider, come: Callable[[], Any], seller: User
) -> None:
    provider.person = person(seller.email, verified=False)
    page = come()
    assert page.status_code == 403
    assert page.client.get("/customers/").status_code == 302


def test_who_is_switched_off_stays_out(provider: Provider, come: Callable[[], Any], seller: User) -> None:
    seller.is_active = False
    seller.save()
    provider.person = person(seller.email)
    page = come()
    assert "switched off" in page.content.decode()
    assert page.client.get("/customers/").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(provider: Provider) -> None:
    page = Client(headers={"accept-language": "en"}).get("/accounts/company/back/?code=x&state=y")
    assert page.status_code == 403
    assert "could not be reached" in page.content.decode()


def test_a_provider_that_is_down_is_said_so(provider: Provider, settings: Any) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:1"}
    page = Client(headers={"accept-language": "en"}).post("/accounts/company/login/")
    assert page.status_code == 403
    assert "could not be reached" in page.content.decode()


def test_without_a_provider_none_is_offered(settings: Any, db: None) -> None:
    settings.LOCAL = False
    assert "Sign in with" not in Client(headers={"accept-language": "en"}).get("/accounts/login/").content.decode()
    assert Client().post("/accounts/company/login/").status_code == 404
