"""Notices: into a person's box, then by mail."""

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from quintet.core import labels
from quintet.core.models import Notice, Person

logger = logging.getLogger(__name__)


def notify(
    *,
    people: Iterable[Person],
    key: str,
    subject: Any,
    text: str,
    path: str,
    at: datetime,
    **told: str,
) -> int:
    """Put a notice into each person's box, once per key; mail goes later. Returns how many are new.

    `subject` is a lazy translation with %(names)s for what is `told`, so that everybody reads it in
    their own language; `text` is somebody's own words.
    """
    new = 0
    for person in people:
        with translation.override(person.language):
            line = " ".join((str(subject) % told).split())  # the subject of a mail is one line
        _notice, made = Notice.objects.get_or_create(
            person=person,
            key=key,
            defaults={"subject": line[:300], "text": text, "path": path, "created_at": at},
        )
        new += made
    return new


def send_notices(*, at: datetime, most: int = 200) -> int:
    """Send waiting notices by e-mail, all of a person's in one; return how many mails went.

    A crash in between repeats at most one mail. An address that the mail server refuses holds
    nobody else up; the notices stay on their page.
    """
    waiting = Notice.objects.filter(sent_at__isnull=True, person__is_active=True)
    waiting = waiting.select_related("person").order_by("created_at", "pk")[:most]
    by_person: dict[Person, list[Notice]] = {}
    for notice in waiting:
        by_person.setdefault(notice.person, []).append(notice)
    sent = 0
    for person, notices in by_person.items():
        if person.email:
            try:
                sent += _mail(person, notices).send()
            except SMTPRecipientsRefused:
                logger.warning("The mail server refuses the address of person %s.", person.pk)
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(sent_at=at)
    return sent


def _mail(person: Person, notices: list[Notice]) -> EmailMessage:
    """One notice as it is; several under their subjects."""
    with translation.override(person.language):
        foot = _("You get this because of your role in Quintet.")
        several = _("Notices: %(n)s") % {"n": labels.number_words(len(notices))}
    told = [f"{one.text}\n\n{settings.SITE_URL}{one.path}\n" for one in notices]
    if len(notices) > 1:
        told = [f"{one.subject}\n\n{text}" for one, text in zip(notices, told, strict=True)]
    subject = notices[0].subject if len(notices) == 1 else several
    return EmailMessage(subject, "\n".join([*told, f"-- \n{foot}\n"]), to=[person.email])


def read_notices(*, person: Person, at: datetime) -> int:
    """Mark all of a person's notices as read."""
    return Notice.objects.filter(person=person, read_at__isnull=True).update(read_at=at)
