"""A document is issued again; an item is looked at again. The earlier words stay."""

from django.db import models

from quintet.core.public import Person
from quintet.followup.labels import ANCHOR, DISPOSITION
from quintet.followup.models.agreed import Document, Item
from quintet.followup.models.said import Word


class Anchor(models.Model):
    """Where an item stands in a later version of its document; a person decides what has changed.

    `likeness` is from 0 to 1. Where it is missing, `start`, `end` and `text` are empty. What is the
    same, and what a person took, holds from the day on which that version is published: then the
    wording is written, and `moved` is set.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="anchors")
    document = models.ForeignKey(Document, models.CASCADE, related_name="anchors")
    state = models.CharField(max_length=8, choices=list(ANCHOR.items()))
    likeness = models.FloatField(default=0)
    number = models.CharField(max_length=40, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    moved = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document_id", "item"]
        constraints = [
            models.UniqueConstraint(fields=["item", "document"], name="followup_anchor_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.document_id}"

    @property
    def at(self) -> str:
        """Its place in the text, for an address."""
        return str(self.start or 0)


class Wording(Word):
    """The words of an item and their place since a day: the item itself holds the newest."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="wordings")
    document = models.ForeignKey(Document, models.PROTECT, related_name="wordings")
    number = models.CharField(max_length=40)
    paragraph = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["item_id", "known_on", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} since {self.known_on}"


class ItemReview(Word):
    """What was decided of an item when it was looked at again (A/RES/80/251, paras 20–24)."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="reviews")
    disposition = models.CharField(max_length=8, choices=list(DISPOSITION.items()), blank=True)
    reason = models.TextField(blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    retires_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.disposition}"
