"""What every answer carries, what no page contains, and how the door holds."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from lxml import html

from quintet.cube.models import Publication, Submission
from tests.site.pages import Page, Reader
from tests.site.test_languages import addresses

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "quintet").rglob("templates/**/*.html"))
SCRIPTS = sorted((ROOT / "quintet/site/static").glob("*.js"))


def guarded(answer) -> None:
    """The headers that every answer of the site carries."""
    rules = dict(
        rule.strip().partition(" ")[::2]
        for rule in answer["Content-Security-Policy"].split(";")
        if rule.strip()
    )
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["form-action"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def plain(content: str) -> list[str]:
    """What a strict policy would refuse: scripts and styles in the page itself."""
    tree = html.document_fromstring(content)
    found = tree.xpath(
        "//script[not(@src)] | //style | //*[@style] | //iframe | //object | //embed"
    )
    found += [
        one
        for one in tree.iter()
        if any(name.startswith(("on", "hx-on")) for name in one.keys())  # noqa: SIM118
    ]
    found += tree.xpath("//*[starts-with(normalize-space(@href), 'javascript:')]")
    return [html.tostring(one).decode()[:200] for one in found]


def test_what_the_policy_refuses_is_seen():
    for bad in ("<p style='x'>", "<p onclick=x>", "<script>x</script>", "<a href='javascript:x'>"):
        assert len(plain(bad)) == 1
    assert plain("<script src='/static/x.js'></script><a href='/'>one</a>") == []


def private(answer) -> bool:
    """Whether no shared cache keeps it, as it may be somebody's own."""
    return "Cookie" in answer.get("Vary", "") or "no-store" in answer.get("Cache-Control", "")


@pytest.mark.django_db
def test_failures_are_guarded_and_plain_too(monkeypatch):
    client = Client(raise_request_exception=False)

    def broken(*_given, **_named):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("quintet.followup.queries.register", broken)
    for address, status in (("/en/register/", 500), ("/en/nowhere/", 404), ("/nowhere", 404)):
        answer = client.get(address)
        assert answer.status_code == status
        guarded(answer)
        assert plain(answer.content.decode()) == []
        assert "a fault of ours" not in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words(addressee, focal):
    client = Client(enforce_csrf_checks=True)
    client.force_login(focal)
    answer = client.post(f"/en/answers/{addressee.uuid}/respond/", {"answer": "accepted"})
    assert answer.status_code == 403
    guarded(answer)
    assert Page.of(answer).words


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_script_style_or_handler(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|javascript:|hx-on|\bjs:", source)
    html = re.sub(r"{%.*?%}|{{.*?}}", "", source)  # {% … with one=one %} handles nothing
    assert not re.search(r"\son[a-z]+\s*=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"autoescape off|mark_safe", source)


def test_html_that_is_taken_as_it_is_comes_from_the_site_alone():
    """`|safe` stands only where Django's own help texts are shown."""
    safe = [path.name for path in TEMPLATES if "|safe" in path.read_text(encoding="utf-8")]
    assert safe in ([], ["field_notes.html"])


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_code_or_html_of_text(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\b|new Function|innerHTML|outerHTML|document\.write", source)


@pytest.mark.django_db
def test_what_people_write_is_shown_as_words_and_never_as_html(world, item):
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    type(item).objects.update(title=bad, text=bad, addressee_text=bad, status_text=bad)
    type(item.document).objects.update(title=bad, symbol=bad)
    type(world.people["focal"]).objects.update(name=bad)
    Submission.objects.update(name=bad, note=bad, reason=bad)
    Publication.objects.update(source=bad, note=bad, reason=bad)
    for role in ("secretary", "data_steward"):
        client = Client()
        client.force_login(world.people[role])
        for address in addresses(world, role, "en"):
            assert plain(client.get(address).content.decode()) == [], address


def secure(*command: str, **environment: str) -> str:
    """What is printed by the site's own Python in an installation that is open to the world."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUINTET_")}
    kept |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "quintet.site.settings"}
    done = subprocess.run(
        [sys.executable, *command],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_installation_passes_djangos_own_deployment_check(tmp_path):
    secure(
        "-m",
        "quintet.site",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        QUINTET_DATA=str(tmp_path),
    )
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_cookies_are_secure_unless_the_installation_says_otherwise(tmp_path):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    code = f"from django.conf import settings as s; print(*[getattr(s, n) for n in {names!r}])"
    told = {"QUINTET_DATA": str(tmp_path)}
    assert secure("-c", code, **told).split() == ["True"] * 3
    assert secure("-c", code, **told, QUINTET_INSECURE="1").split() == ["False"] * 3
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert not settings.DEBUG


@pytest.fixture
def door(db, focal):
    cache.clear()
    yield Reader(Client(enforce_csrf_checks=True))
    cache.clear()


def knock(door: Reader, login: str, password: str) -> int:
    form = door.get("/accounts/login/").form(having="login")
    sent = form.filled(login=login, password=password)
    return door.client.post(form.address, sent).status_code


def test_the_right_password_opens_by_name_and_by_address(door):
    assert knock(door, "focal", "only-for-tests") == 302
    door.client.logout()
    assert knock(door, "focal@example.org", "only-for-tests") == 302


def test_after_five_wrong_passwords_even_the_right_one_does_not_open(door):
    statuses = [knock(door, "focal", f"wrong {n}") for n in range(5)]
    assert 302 not in statuses
    assert knock(door, "focal", "only-for-tests") != 302


def test_too_many_attempts_from_one_place_are_429(door):
    form = door.get("/accounts/login/").form(having="login")
    statuses = [
        door.client.post(
            form.address, form.filled(login=f"somebody{n}", password="wrong")
        ).status_code
        for n in range(31)
    ]
    assert statuses[-1] == 429
    assert set(statuses[:8]) == {200}


def test_nobody_learns_who_has_an_account(door):
    def told(login: str) -> str:
        form = door.get("/accounts/login/").form(having="login")
        return door.send(form, login=login, password="wrong").words.replace(login, "")

    assert told("focal") == told("nobody-at-all")
    reset = door.get("/accounts/password/reset/").form(having="email")
    answers = [
        door.client.post(reset.address, reset.filled(email=f"{name}@example.org"))
        for name in ("focal", "nobody")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]


def test_nobody_signs_up_by_themselves(door):
    page = door.get("/accounts/signup/")
    assert not [form for form in page.forms if "password1" in form.names]
    door.client.post("/en/accounts/signup/", {"username": "new", "email": "n@example.org"})
    from quintet.core.models import Person

    assert Person.objects.count() == 1


def test_signing_in_leads_back_but_never_to_another_site(door):
    for wish, lands in (("/en/notices/", "/en/notices/"), ("https://evil.example/", "/en/")):
        page = door.get(f"/accounts/login/?next={wish}")
        form = page.form(having="login")
        sent = form.filled(login="focal", password="only-for-tests")
        assert door.client.post(form.address, sent)["Location"] == lands
        door.client.logout()


def test_signing_out_takes_a_press(door, focal):
    door.client.force_login(focal)
    door.get("/accounts/logout/")
    assert "_auth_user_id" in door.client.session
    form = door.get("/").form(to="/accounts/logout/")
    door.send(form)
    assert "_auth_user_id" not in door.client.session


@pytest.mark.django_db
def test_the_demonstrations_doors_are_shut_elsewhere(rf, focal, settings):
    from django.http import Http404

    from quintet.site import views

    assert not settings.DEMO
    for view, request in (
        (views.demo_sign_in, rf.post("/", {"username": "focal"})),
        (views.mailbox, rf.get("/")),
    ):
        with pytest.raises(Http404):
            view(request)
    assert Client().post("/en/demonstration/sign-in/", {"username": "focal"}).status_code == 404
    assert Client().get("/en/demonstration/mailbox/").status_code == 404
