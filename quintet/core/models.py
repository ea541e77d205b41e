"""What every module shares: organizations, bodies and their sessions, people and their roles,
posts, the journal, and notices.

The journal keeps its promise by three tables: entries are never changed or deleted; what an entry
says lies beside it and can be erased; the head of each organization's journal is locked by every
writer, so that its entries stand in one order.
"""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from quintet.core.labels import BODY_KIND, ORGANIZATION_KIND, ROLE


class Named(models.Model):
    """Has a stable code and a name in each of the six languages."""

    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    aliases = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.names.get(get_language() or "en") or self.names.get("en") or self.code


class Organization(Named):
    kind = models.CharField(max_length=32, choices=list(ORGANIZATION_KIND.items()))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")


class Body(Named):
    """A committee, network, task force or forum. Its secretariat sits in `organization`."""

    kind = models.CharField(max_length=20, choices=list(BODY_KIND.items()))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="bodies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    members = models.ManyToManyField(Organization, blank=True, related_name="member_of")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # empty: it is standing

    class Meta(Named.Meta):
        verbose_name_plural = "bodies"


class Session(models.Model):
    """One session of a body."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    # How often it was corrected, and when last: calendars take a change over when these rise.
    corrections = models.PositiveIntegerField(default=0)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["body", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="core_session_once"),
            models.CheckConstraint(
                name="core_session_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.code} {self.number}"


class Post(Named):
    """An office that stays while the people who hold it come and go."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="posts"
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="posts")

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                name="core_post_is_of_one_organization_or_body",
                condition=Q(organization__isnull=True) ^ Q(body__isnull=True),
            )
        ]


class Person(AbstractUser):
    """Somebody who is known here, whether or not they sign in."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    calendar = models.PositiveIntegerField(default=0)  # renewals of its address; 0: has none

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Role(models.Model):
    """A person acts in one organization or one body, from a day until a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    code = models.CharField(max_length=24, choices=list(ROLE.items()))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="roles"
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="roles")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="core_role_is_in_one_organization_or_body",
                condition=Q(organization__isnull=True) ^ Q(body__isnull=True),
            ),
            models.CheckConstraint(
                name="core_role_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.code}"

    @property
    def party(self) -> Organization | Body:
        return self.organization or self.body  # type: ignore[return-value]


class JournalHead(models.Model):
    """How far an organization's journal goes: its size and the frontier of its Merkle tree."""

    organization = models.OneToOneField(
        Organization, models.PROTECT, primary_key=True, related_name="journal"
    )
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.size}"


class JournalEntry(models.Model):
    """One act. Never changed, never deleted. `note` signs the tree up to and with this entry."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="entries")
    index = models.PositiveBigIntegerField()
    actor = models.CharField(max_length=36, blank=True)  # a person's UUID; empty: the system
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=140)
    at = models.DateTimeField()
    commitment = models.CharField(max_length=64)
    note = models.TextField()

    class Meta:
        ordering = ["organization", "index"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "index"], name="core_entry_once")
        ]
        indexes = [
            models.Index(fields=["subject"], name="core_entry_subject"),
            models.Index(fields=["-at"], name="core_entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}/{self.index} {self.verb}"


class JournalPayload(models.Model):
    """What an entry says, and the salt of its commitment. Both can be erased; the entry stays."""

    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, primary_key=True, related_name="payload"
    )
    salt = models.CharField(max_length=64)
    data = models.JSONField()

    def __str__(self) -> str:
        return str(self.entry_id)


class Notice(models.Model):
    """A word to one person: shown on the notices page and sent by e-mail. `key` makes it go once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="core_notice_once")]
        indexes = [
            models.Index(
                fields=["created_at"], name="core_notice_unsent", condition=Q(sent_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Token(models.Model):
    """A key to the API. Only its digest is kept; its first characters tell it from others."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    start = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """The answer to a write that carried an Idempotency-Key, to be given again to a repetition."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="core_kept_answer_once")
        ]

    def __str__(self) -> str:
        return self.key
