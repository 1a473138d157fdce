"""What an administrator sets for the whole installation, and the log of who did what."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from leitfrage.wording import N_, translate
from leitfrage.workspace.access import person, record
from leitfrage.workspace.accounts import for_administrators
from leitfrage.workspace.middleware import voice_of
from leitfrage.workspace.models import AuditEntry, Installation, User
from leitfrage.workspace.reading import forget_conduct
from leitfrage.workspace.wording import ACTIONS, THINGS

_PER_PAGE = 100
_MOST_DAYS = 36_500
_DAYS = ("keep_notes_days", "keep_transcript_days", "keep_recording_days")


class InstallationForm(forms.ModelForm):  # type: ignore[type-arg] # the class has no parameters at run time
    keep_notes_days = forms.IntegerField(min_value=0, max_value=_MOST_DAYS)
    keep_transcript_days = forms.IntegerField(min_value=0, max_value=_MOST_DAYS)
    keep_recording_days = forms.IntegerField(min_value=0, max_value=_MOST_DAYS)
    keep_audio_days = forms.IntegerField(min_value=0, max_value=_MOST_DAYS, required=False)

    class Meta:
        model = Installation
        fields = ("notebook_only", *_DAYS, "keep_audio_days")


@for_administrators
def installation(request: HttpRequest) -> HttpResponse:
    """Show and change the settings, and page through the log; ``?action=`` shows one kind of entry only."""
    row = Installation.get()
    if request.method == "POST":
        form = InstallationForm(request.POST, instance=row)
        if not form.is_valid():
            messages.error(request, translate(N_("Days are whole numbers; 0 means: keep."), voice_of(request)))
            return redirect("installation")
        form.instance.keep_audio_days = form.cleaned_data["keep_audio_days"] or 0
        if set(form.changed_data) & set(_DAYS):
            form.instance.keep_set_at = timezone.now()
        form.save()
        record(person(request), "installation changed")
        if row.notebook_only and "notebook_only" in form.changed_data:
            for user in User.objects.all():
                forget_conduct(user)
        messages.success(request, translate(N_("Saved."), voice_of(request)))
        return redirect("installation")
    action = request.GET.get("action", "")
    entries = AuditEntry.objects.filter(action=action) if action else AuditEntry.objects.all()
    return render(
        request,
        "leitfrage/installation.html",
        {
            "row": row,
            "page": Paginator(entries, _PER_PAGE).get_page(request.GET.get("page")),
            "action": action,
            "used_actions": sorted(AuditEntry.objects.order_by().values_list("action", flat=True).distinct()),
            "actions": ACTIONS,
            "things": THINGS,
        },
    )


urls = [path("installation/", installation, name="installation")]
