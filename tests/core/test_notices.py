"""Notices: one line and somebody's own words, once, in the reader's language."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils.translation import gettext_lazy

from quintet.core import actions, queries
from quintet.core.models import Notice
from tests.conftest import AT

pytestmark = pytest.mark.django_db


def notify(*people, key="k", **more):
    told = {"subject": "Returned to you: %(number)s", "text": "Why", "path": "/items/x/"}
    return actions.notify(people=people, key=key, at=AT, **told | {"number": "18"} | more)


def test_a_notice_goes_to_each_person_once(focal, validator):
    assert notify(focal, validator) == 2
    assert notify(focal, validator, text="again") == 0
    assert notify(focal, key="other") == 1
    assert Notice.objects.get(person=focal, key="k").text == "Why"


def test_everybody_reads_the_subject_in_their_own_language(focal, validator):
    validator.language = "fr"
    notify(focal, validator, subject=gettext_lazy("Yes"))
    told = {notice.person: notice.subject for notice in Notice.objects.all()}
    assert told == {focal: "Yes", validator: "Oui"}


def test_a_subject_is_one_line_of_at_most_300_characters(focal):
    notify(focal, number="18\r\nBcc: everybody@example.org" + "x" * 400)
    [notice] = Notice.objects.all()
    assert notice.subject.startswith("Returned to you: 18 Bcc: ")
    assert len(notice.subject) == 300
    assert actions.send_notices(at=AT) == 1


def test_waiting_notices_go_once_the_oldest_first(focal, validator):
    notify(focal, key="1")
    notify(validator, key="2")
    assert queries.has_unsent()
    assert actions.send_notices(at=AT, most=1) == 1
    assert actions.send_notices(at=AT) == 1
    assert actions.send_notices(at=AT) == 0
    assert [message.to for message in mail.outbox] == [
        ["focal@example.org"],
        ["validator@example.org"],
    ]
    [first, _second] = mail.outbox
    assert first.subject == "Returned to you: 18"
    assert "Why\n\nhttp" in first.body
    assert "/items/x/" in first.body


def test_all_that_waits_for_somebody_goes_in_one_mail(focal, validator):
    notify(focal, key="1")
    notify(focal, validator, key="2", subject="Approved", text="Thanks")
    assert actions.send_notices(at=AT) == 2
    [both, one] = mail.outbox
    assert (both.subject, one.subject) == ("Notices: 2", "Approved")
    told = ["Returned to you: 18", "Why", "http", "Approved", "Thanks", "http", "-- "]
    places = [both.body.index(words) for words in told[:2]]
    assert places == sorted(places)
    assert all(words in both.body for words in told)
    assert not queries.has_unsent()


def test_who_has_no_address_reads_notices_on_the_page_alone(focal):
    focal.email = ""
    focal.save()
    notify(focal)
    assert actions.send_notices(at=AT) == 0
    assert Notice.objects.get().sent_at == AT
    assert mail.outbox == []


def test_no_mail_follows_somebody_who_has_left(focal):
    notify(focal)
    focal.is_active = False
    focal.save()
    assert not queries.has_unsent()
    assert actions.send_notices(at=AT) == 0


def test_an_address_that_is_refused_holds_nobody_else_up(focal, validator, monkeypatch, caplog):
    send = EmailBackend.send_messages

    def refuse(self, messages):
        if messages[0].to == ["focal@example.org"]:
            raise SMTPRecipientsRefused({"focal@example.org": (550, b"No such box")})
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    notify(focal, validator)
    assert actions.send_notices(at=AT) == 1
    assert [message.to for message in mail.outbox] == [["validator@example.org"]]
    assert "refuses the address of person" in caplog.text
    assert "focal@example.org" not in caplog.text
    assert actions.send_notices(at=AT) == 0


def test_reading_marks_ones_own_notices_and_keeps_the_time(focal, validator):
    notify(focal, validator)
    assert actions.read_notices(person=focal, at=AT) == 1
    assert actions.read_notices(person=focal, at=AT + timedelta(days=1)) == 0
    assert Notice.objects.get(person=focal).read_at == AT
    assert Notice.objects.get(person=validator).read_at is None
