"""Where several people work: invitations, roles, signing in, and what an administrator does not see."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from leitfrage.workspace import accounts
from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import ApiToken, AuditEntry, Conversation, Installation, Invitation, User

Browser = Callable[[User], Client]
PASSWORD = "fünf Äpfel im Korb"


@pytest.fixture(autouse=True)
def team_mode(settings: Any) -> None:
    settings.LOCAL = False
    settings.LOGIN_URL = "/accounts/login/"


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_user("chief@example.org", PASSWORD, name="Chief", language="en", is_administrator=True)


def link_in(page: str) -> str:
    (link,) = re.findall(r"/join/[\w-]+", page)
    return str(link)


def invited(chief: User, browser: Client, email: str = "new@example.org", **more: str) -> str:
    return link_in(browser.post("/team/invite", {"email": email, **more}).content.decode())


def test_from_invitation_to_the_first_page(chief: User, signed_in: Browser) -> None:
    link = invited(chief, signed_in(chief), "New@Example.org")
    assert link.removeprefix("/join/") not in str(Invitation.objects.values())
    guest = Client(headers={"accept-language": "en"})
    assert "new@example.org" in guest.get(link).content.decode()
    page = guest.post(link, {"name": "Nora", "password": PASSWORD, "again": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/"
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.is_administrator) == ("Nora", False)
    assert "This invitation is over" in Client(headers={"accept-language": "en"}).get(link).content.decode()
    assert [entry.action for entry in AuditEntry.objects.all()] == ["joined", "invited"]
    again = Client()
    answer = again.post("/accounts/login/", {"login": "NEW@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "Nora", "password": "short", "again": "short"}, "too short"),
        ({"name": "Nora", "password": PASSWORD, "again": PASSWORD + "x"}, "not the same"),
        ({"name": "Nora", "password": "new@example.org", "again": "new@example.org"}, "similar"),
        ({"name": "", "password": PASSWORD, "again": PASSWORD}, "required"),
    ],
)
def test_joining_asks_for_a_good_password_and_a_name(
    form: dict[str, str], says: str, chief: User, signed_in: Browser
) -> None:
    link = invited(chief, signed_in(chief))
    page = Client(headers={"accept-language": "en"}).post(link, form).content.decode()
    assert says in page
    assert not User.objects.filter(email="new@example.org").exists()


def test_invitations_end(chief: User, signed_in: Browser) -> None:
    browser = signed_in(chief)
    first, second = invited(chief, browser), invited(chief, browser)
    assert Client().get(first).status_code == 404  # a new one takes the place of the old one
    assert Client().get(second).status_code == 200
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert Client().get(second).status_code == 404
    third = invited(chief, browser)
    row = Invitation.objects.get()
    assert dt.timedelta(days=13) < row.expires_at - timezone.now() <= dt.timedelta(days=14)
    browser.post(f"/team/invitations/{row.pk}/end")
    assert Client().get(third).status_code == 404
    assert Client().post(third, {"name": "N", "password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_nobody_is_invited_twice_over(chief: User, signed_in: Browser) -> None:
    answer = signed_in(chief).post("/team/invite", {"email": "CHIEF@example.org"})
    assert answer.status_code == 422
    assert "has an account already" in answer.content.decode()
    page = signed_in(chief).post("/team/invite", {"email": "nonsense"}, follow=True).content.decode()
    assert "no e-mail address" in page


def test_the_link_is_mailed_where_that_is_set_up(chief: User, signed_in: Browser, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_BACKEND = "mail.example", "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = "https://leitfrage.example"
    page = signed_in(chief).post("/team/invite", {"email": "new@example.org"}).content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    assert "https://leitfrage.example/join/" in str(letter.body)
    assert "/join/" not in page


def test_a_mail_server_that_is_down_shows_the_link_instead(chief: User, signed_in: Browser, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert invited(chief, signed_in(chief))


def test_roles_and_switching_off(chief: User, seller: User, signed_in: Browser) -> None:
    browser = signed_in(chief)
    act = f"/team/people/{seller.pk}"
    browser.post(act, {"act": "administrator"})
    seller.refresh_from_db()
    assert seller.is_administrator
    browser.post(act, {"act": "no administrator"})
    theirs = signed_in(seller)
    ApiToken.objects.create(owner=seller, name="x", token_digest=digest("key"))
    program = Client(headers={"authorization": "Bearer key"})
    assert theirs.get("/customers/").status_code == program.get("/api/customers").status_code == 200
    browser.post(act, {"act": "off"})
    assert theirs.get("/customers/").status_code == 302
    assert program.get("/api/customers").status_code == 401
    page = Client(headers={"accept-language": "en"}).post(
        "/accounts/login/", {"login": seller.email, "password": "ein langes Passwort"}, follow=True
    )
    assert "switched off" in page.content.decode()
    browser.post(act, {"act": "on"})
    assert program.get("/api/customers").status_code == 200


@pytest.mark.parametrize("act", ["off", "no administrator"])
def test_there_is_always_an_administrator(act: str, chief: User, stranger: User, signed_in: Browser) -> None:
    browser = signed_in(chief)
    assert browser.post(f"/team/people/{chief.pk}", {"act": act}).status_code == 422
    chief.refresh_from_db()
    assert chief.is_administrator
    assert chief.is_active
    accounts.set_role(stranger, chief, administrator=True)
    accounts.set_active(stranger, chief, active=False)
    assert browser.post(f"/team/people/{chief.pk}", {"act": act}).status_code == 422
    accounts.set_active(stranger, chief, active=True)
    assert browser.post(f"/team/people/{chief.pk}", {"act": act}).status_code == 302


@pytest.mark.parametrize("path", ["/team/", "/installation/"])
def test_these_pages_are_for_administrators(path: str, chief: User, seller: User, signed_in: Browser) -> None:
    assert signed_in(chief).get(path).status_code == 200
    assert signed_in(seller).get(path).status_code == 404
    assert signed_in(seller).post(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_one_person_alone_has_no_team_and_no_password(chief: User, signed_in: Browser, settings: Any) -> None:
    settings.LOCAL = True
    for path in ("/team/", "/accounts/login/", "/accounts/password/", "/join/x"):
        assert signed_in(chief).get(path).status_code == 404


# Signing in


def test_a_wrong_password_and_an_unknown_address_read_alike(chief: User) -> None:
    pages = []
    for address in (chief.email, "nobody@example.org"):
        browser = Client(headers={"accept-language": "en"})
        page = browser.post("/accounts/login/", {"login": address, "password": "wrong"}).content.decode()
        pages.append(re.sub(r'value="[^"]*"', "", page))
    assert pages[0] == pages[1]
    assert "not correct" in pages[0]
    assert {entry.actor for entry in AuditEntry.objects.filter(action="sign-in failed")} == {"–"}


def test_guessing_is_slowed_down(chief: User) -> None:
    from django.core.cache import cache

    cache.clear()
    browser = Client(headers={"accept-language": "en"})
    statuses = []
    for n in range(12):
        answer = browser.post("/accounts/login/", {"login": chief.email, "password": f"wrong {n}"})
        statuses.append((answer.status_code, "Too many" in answer.content.decode()))
    assert statuses[-1] != statuses[0]
    right = browser.post("/accounts/login/", {"login": chief.email, "password": PASSWORD})
    assert right.status_code != 302
    cache.clear()


def test_nobody_signs_up_by_themselves(db: None) -> None:
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/3rdparty/"):
        assert Client().get(path).status_code == 404


def test_changing_the_password(chief: User, signed_in: Browser) -> None:
    browser, elsewhere = signed_in(chief), signed_in(chief)
    new = "sieben Birnen im Sack"
    form = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert "current password" in browser.post("/accounts/password/", form).content.decode()
    page = browser.post("/accounts/password/", form | {"oldpassword": PASSWORD}, follow=True).content.decode()
    assert "Your password has been changed" in page
    assert elsewhere.get("/customers/").status_code == 302
    chief.refresh_from_db()
    assert chief.check_password(new)


def test_after_signing_in_nobody_is_led_away(chief: User) -> None:
    answer = Client().post(
        "/accounts/login/?next=https://evil.example/", {"login": chief.email, "password": PASSWORD, "next": "//evil.example"}
    )
    assert answer.headers["Location"] == "/"


# Forms, cookies


def test_a_form_without_its_mark_changes_nothing_and_says_so(chief: User) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "de"})
    browser.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    chief.language = "en"
    chief.save()
    answer = browser.post("/team/invite", {"email": "new@example.org"})
    assert answer.status_code == 403
    assert "could not be checked" in answer.content.decode()
    assert not Invitation.objects.exists()
    page = browser.get("/team/").content.decode()
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)[0]
    assert browser.post("/team/invite", {"email": "new@example.org", "csrfmiddlewaretoken": token}).status_code == 200


def test_cookies_are_for_the_server_alone(chief: User, settings: Any) -> None:
    browser = Client()
    browser.get("/accounts/login/")
    browser.post("/accounts/login/", {"login": chief.email, "password": PASSWORD})
    assert set(browser.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in browser.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_over_https_cookies_stay_there(tmp_path: Path) -> None:
    code = (
        "from leitfrage.workspace import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.CSRF_TRUSTED_ORIGINS,"
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'], s.EMAIL_USE_TLS, s.EMAIL_HOST_PASSWORD)"
    )
    environment = os.environ | {
        "LEITFRAGE_DATA": str(tmp_path),
        "LEITFRAGE_MODE": "team",
        "LEITFRAGE_URL": "https://leitfrage.example",
        "LEITFRAGE_OIDC_URL": "https://sso.example/realm",
        "LEITFRAGE_EMAIL_URL": "smtp://me:p%40ss@mail.example",
    }
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
    assert told.split("\n")[0] == (
        "True True True ['https://leitfrage.example'] [\"'self'\", 'https://sso.example'] True p@ss"
    )


# The terminal


def run(folder: Path, *words: str, mode: str = "team") -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LEITFRAGE")}
    environment = kept | {"LEITFRAGE_DATA": str(folder), "LEITFRAGE_MODE": mode, "LEITFRAGE_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-m", "leitfrage", *words], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_first_administrator_comes_from_the_terminal(tmp_path: Path) -> None:
    done = run(tmp_path, "invite", "chief@example.org", "--administrator")
    assert re.fullmatch(r"http://127\.0\.0\.1:8765/join/[\w-]{40,}\n", done.stdout), done.stderr
    assert run(tmp_path, "invite", "nonsense").returncode == 1
    refused = run(tmp_path, "invite", "chief@example.org", mode="local")
    assert "for one person" in refused.stderr


def test_a_link_from_the_terminal_gives_the_role_or_a_new_password(chief: User) -> None:
    token = accounts.invite("first@example.org", None, administrator=True)
    Client().post(f"/join/{token}", {"name": "First", "password": PASSWORD, "again": PASSWORD})
    assert User.objects.get(email="first@example.org").is_administrator
    token, new = accounts.invite(chief.email, None), "sieben Birnen im Sack"
    Client().post(f"/join/{token}", {"name": "Chief", "password": new, "again": new})
    chief.refresh_from_db()
    assert chief.check_password(new)
    assert chief.is_administrator


# The installation


def test_notebook_only_for_all_forgets_at_once(talk: Conversation, chief: User, seller: User, signed_in: Browser) -> None:
    form = {"keep_notes_days": "0", "keep_transcript_days": "730", "keep_recording_days": "365", "notebook_only": "on"}
    assert signed_in(chief).post("/installation/", form).status_code == 302
    talk.refresh_from_db()
    assert all(each["move"] is None for each in talk.segments)
    assert not talk.views["en"]["conduct"]
    assert "Three things" not in signed_in(seller).get(f"/conversations/{talk.pk}/").content.decode()
    assert Installation.get().keep_set_at is None  # no days were changed
    assert AuditEntry.objects.filter(action="installation changed").exists()


@pytest.mark.parametrize("days", ["-1", "ten", "", "99999999999999999999"])
def test_days_are_whole_numbers(days: str, chief: User, signed_in: Browser) -> None:
    form = {"keep_notes_days": days, "keep_transcript_days": "730", "keep_recording_days": "365"}
    page = signed_in(chief).post("/installation/", form, follow=True).content.decode()
    assert "Days are whole numbers" in page


def test_the_log_is_paged_and_can_be_filtered(chief: User, signed_in: Browser) -> None:
    AuditEntry.objects.bulk_create(AuditEntry(actor=f"a{n}", action="signed in", thing="") for n in range(150))
    AuditEntry.objects.create(actor="somebody", action="exported", thing="customer", thing_id=7)
    browser = signed_in(chief)
    page = browser.get("/installation/", {"action": "exported"}).content.decode()
    assert "somebody" in page
    assert "customer 7" in page
    assert "a149" not in page
    second = browser.get("/installation/", {"action": "signed in", "page": "2"}).content.decode()
    assert "<bdi>a0</bdi>" in second
    assert "page=1&amp;action=signed%20in" in second
