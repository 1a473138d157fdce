"""What a seller plans: the next talk's questions. Planned is not said; nothing here is ever evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from leitfrage.workspace.models.customers import Customer, Item
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


class Option(models.Model):
    """One way that the customer may go; ours is one among others, and so is doing nothing."""

    class Kind(models.TextChoices):
        OURS = "ours"
        OTHER = "other"
        IN_HOUSE = "in_house"
        NOTHING = "nothing"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="options")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200)
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")  # where the customer named it
    dropped_because = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    RESTS_ON = ("item__conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Criterion(models.Model):
    """A criterion of the customer on the board, with the weight that the customer gave it (1 to 5), if any."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="criteria")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="on_board")
    must = models.BooleanField(null=True)
    weight = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    RESTS_ON = ("item__conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Cell(models.Model):
    """How an option meets a criterion, with the words it rests on; without words the cell stays open."""

    class Fit(models.TextChoices):
        MEETS = "meets"
        PARTLY = "partly"
        FAILS = "fails"

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="cells")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="cells")
    fit = models.CharField(max_length=6, choices=Fit)
    quote = models.TextField()
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    said_by = models.CharField(max_length=8, default="customer")

    RESTS_ON = ("item__conversation", "option__item__conversation", "criterion__item__conversation")
    objects = Standing()
    everything = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["option", "criterion"], name="one_cell")
        ]


class Danger(models.Model):
    """What the customer exposes themselves to with an option, with the words it rests on."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="dangers")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")

    RESTS_ON = ("item__conversation", "option__item__conversation")
    objects = Standing()
    everything = models.Manager()
