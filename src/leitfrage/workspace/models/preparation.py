"""What a seller plans: the next talk's questions. Planned is not said; nothing here is ever evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from leitfrage.workspace.models.customers import Conversation, Customer, Item
from leitfrage.workspace.models.standing import Standing


class Preparation(models.Model):
    """The next talk with a customer: purpose, day, opening and the chosen questions."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="preparations")
    purpose = models.TextField(blank=True)
    planned_for = models.DateField(null=True)
    opening = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]


class PlannedQuestion(models.Model):
    """A question that the seller may ask; ``source`` names the catalogue's question, empty for an own one."""

    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    because = models.TextField(blank=True)
    dimension = models.CharField(max_length=12, blank=True)
    form = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=40, blank=True)
    chosen = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Worded(models.Model):
    """Something that rests on words of a talk or letter: the verbatim quote, who said it, and where."""

    quote = models.TextField(blank=True)
    said_by = models.CharField(max_length=8, blank=True)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="+")
    segment = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class Option(Worded):
    """One way that the customer may go; ours is one among others, and so is doing nothing.

    ``quote``: the words in which the customer said that they prefer it, if they did.
    """

    class Kind(models.TextChoices):
        OURS = "ours"
        OTHER = "other"
        IN_HOUSE = "in_house"
        NOTHING = "nothing"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="options")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200, blank=True)  # may be empty for ours and for doing nothing
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")  # where the customer named it
    position = models.PositiveSmallIntegerField(default=0)

    RESTS_ON = ("conversation", "item__conversation")
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Criterion(Worded):
    """A criterion of the customer on the board; ``quote``: the words in which the customer gave it its weight (1 to 5)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="criteria")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="on_board")
    must = models.BooleanField(null=True)
    weight = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    RESTS_ON = ("conversation", "item__conversation")
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Cell(Worded):
    """How an option meets a criterion, with the words it rests on; without words there is no cell, it is open."""

    class Fit(models.TextChoices):
        MEETS = "meets"
        PARTLY = "partly"
        FAILS = "fails"

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="cells")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="cells")
    fit = models.CharField(max_length=6, choices=Fit)

    RESTS_ON = ("conversation", "option__item__conversation", "criterion__item__conversation")
    objects = Standing()
    everything = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["option", "criterion"], name="one_cell")
        ]


class Danger(Worded):
    """What the customer exposes themselves to with an option (``item``); ``quote``: the words that answer it, if any."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="dangers")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")

    RESTS_ON = ("conversation", "item__conversation", "option__item__conversation")
    objects = Standing()
    everything = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["option", "item"], name="one_danger")
        ]
