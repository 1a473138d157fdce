"""Customers, their people, their talks, and what was agreed about recording them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from leitfrage.coding import Dimension
from leitfrage.workspace.models.accounts import User
from leitfrage.workspace.models.standing import Standing

KINDS = ("business", "private", "public", "association")
_LANGUAGES = [("de", "Deutsch"), ("en", "English")]


class Customer(models.Model):
    """An organisation or a person whose world is to be understood; belongs to one seller."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="customers")
    name = models.CharField(max_length=160)
    language = models.CharField(max_length=2, choices=_LANGUAGES, default="de")
    address = models.CharField(max_length=3, choices=[("sie", "Sie"), ("du", "Du")], default="sie")
    kind = models.CharField(max_length=12, choices=[(each, each) for each in KINDS], blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "name"])]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody at the customer's, by role."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]


class Conversation(models.Model):
    """One talk: its words as they were read, what the machine found in them, and how the reading stands."""

    class State(models.TextChoices):
        LIVE = "live"  # is going on; its words are in its live lines
        CONSENT = "consent"  # waits for the consent to be recorded; nothing has been read
        QUEUED = "queued"
        READY = "ready"
        FAILED = "failed"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="conversations")
    title = models.CharField(max_length=200)
    held_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State, default=State.CONSENT)
    # The file as it came, only until it has been read; what it held then stands in ``spoken``.
    upload = models.BinaryField(null=True)
    upload_name = models.CharField(max_length=200, blank=True)
    # The name of its file among the recordings, until that is deleted (recordings.py).
    recording = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    format = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, blank=True)
    duration_s = models.FloatField(null=True)
    problem: models.JSONField[Any, Any] = models.JSONField(null=True)  # cause and advice per language
    # The conversation's values (stored.py); settings are what the seller said about speakers and language.
    spoken: models.JSONField[Any, Any] = models.JSONField(null=True)
    settings: models.JSONField[Any, Any] = models.JSONField(default=dict)
    # The coded segments, and measures, observations, suggestions and pictures per language.
    segments: models.JSONField[Any, Any] = models.JSONField(null=True)
    views: models.JSONField[Any, Any] = models.JSONField(null=True)
    # Which questions were asked and what they brought (questions/effect.py); no words.
    asked: models.JSONField[Any, Any] = models.JSONField(default=list)
    analysed_at = models.DateTimeField(null=True)

    RESTS_ON = ("pk",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["customer", "-held_on"])]

    HEAVY = ("upload", "spoken", "segments", "views")

    @property
    def is_shut(self) -> bool:
        """Say whether the consent was withdrawn."""
        consent = getattr(self, "consent", None)
        return consent is not None and consent.withdrawn_at is not None


class Consent(models.Model):
    """What was agreed about capturing a talk; a withdrawal shuts everything that rests on it."""

    class Mode(models.TextChoices):
        NOTES = "notes"
        OWN_VOICE = "own_voice"
        LIVE_TEXT = "live_text"
        RECORDING = "recording"

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="consent")
    mode = models.CharField(max_length=10, choices=Mode)
    basis = models.CharField(max_length=200)
    wording = models.TextField(blank=True)
    given_by = models.CharField(max_length=200, blank=True)
    given_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.CASCADE)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)


class Item(models.Model):
    """One matter of the customer's world, in the customer's words, with its evidence.

    ``held``: a person has touched it, so no analysis replaces it. ``covers`` lists the [dimension, quote] pairs of
    the machine that it stands for. ``evidence``: [{segment, quote}] or, said in a letter, [{letter, quote}].
    """

    class Origin(models.TextChoices):
        MACHINE = "machine"
        SELLER = "seller"
        CUSTOMER = "customer"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="items")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="items")
    dimension = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Dimension])
    label = models.TextField()
    level = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12)
    by = models.CharField(max_length=8)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.MACHINE)
    held = models.BooleanField(default=False)
    evidence: models.JSONField[Any, Any] = models.JSONField(default=list)
    covers: models.JSONField[Any, Any] = models.JSONField(default=list)
    about = models.ManyToManyField("self", symmetrical=False, related_name="spoken_of_by")
    owner = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True)
    due_text = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)  # by the customer, in a letter

    RESTS_ON = ("conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["conversation", "dimension"]),
            models.Index(fields=["customer", "dimension"]),
        ]

    @property
    def stands(self) -> bool:
        return self.status not in ("withdrawn", "contradicted")


class Edit(models.Model):
    """A person's change to the reading of a talk; ``before`` and ``after`` hold the touched items whole."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="edits")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    RESTS_ON = ("conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]


class Followed(models.Model):
    """Which items of a customer are about the same matter, kept because it takes long to find: places, no words.

    ``made_of`` is the fingerprint of the items that it was made of; with any other it is made anew.
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    made_of = models.CharField(max_length=64)
    groups: models.JSONField[Any, Any] = models.JSONField(default=list)
