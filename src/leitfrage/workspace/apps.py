"""The workspace as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import pre_delete


class WorkspaceConfig(AppConfig):
    name = "leitfrage.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leitfrage.workspace.writing import erase_with_talk

        pre_delete.connect(erase_with_talk, sender="workspace.Conversation")
