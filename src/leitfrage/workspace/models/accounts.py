"""People who work here, how they are invited, and what programs may use in their name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models

from leitfrage.workspace.keys import digest, new_token


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """Somebody who signs in. An administrator runs the installation and sees no content of others."""

    username = None  # type: ignore[assignment] # people sign in by e-mail
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=[("de", "Deutsch"), ("en", "English")], blank=True)
    address = models.CharField(max_length=3, choices=[("sie", "Sie"), ("du", "Du")], default="sie")
    # How Leitfrage speaks to this person in German; ``address`` is for the customers.
    spoken_to = models.CharField(max_length=3, choices=[("sie", "Sie"), ("du", "Du")], default="sie")
    product = models.CharField(max_length=120, blank=True)
    limits = models.TextField(max_length=2000, blank=True)  # what the offer cannot do, a sentence a line
    is_administrator = models.BooleanField(default=False)
    notebook_only = models.BooleanField(default=False)
    # What this person's talks tell of questions may be counted in the team's figures.
    shares_effects = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def keeps_a_notebook_only(self) -> bool:
        """Say whether how this person asks and listens is left uncoded, by their or the installation's choice."""
        return self.notebook_only or Installation.get().notebook_only


class Installation(models.Model):
    """What an administrator sets for all; there is one row. Zero days: keep, but for audio."""

    notebook_only = models.BooleanField(default=False)
    keep_notes_days = models.PositiveIntegerField(default=0)
    keep_transcript_days = models.PositiveIntegerField(default=730)
    keep_recording_days = models.PositiveIntegerField(default=365)
    keep_audio_days = models.PositiveIntegerField(default=0)  # a recording, once read; here zero means: not at all
    keep_set_at = models.DateTimeField(null=True)  # a shorter time takes effect only after everybody was told
    unswept = models.BooleanField(default=False)  # something was erased, and the files still have to be cleaned of it

    @classmethod
    def get(cls) -> Installation:
        return cls.objects.get_or_create(pk=1)[0]


class Invitation(models.Model):
    """A place in the team for an e-mail address; the token is kept as a digest only."""

    email = models.EmailField()
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)  # nobody: from the terminal
    administrator = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class OneTimeLink(models.Model):
    """Lets the person at this machine in, once."""

    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    @classmethod
    def new(cls) -> str:
        token = new_token()
        cls.objects.create(token_digest=digest(token))
        return token


class ApiToken(models.Model):
    """Lets a program act for a person; shown once, kept as a digest."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)


class AuditEntry(models.Model):
    """Who did what to which thing, when; never what stood in it."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=160)
    action = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
