"""What has worked so far, and one's own questions."""

from __future__ import annotations

import re

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from leitfrage.letters.names import DIMENSIONS
from leitfrage.questions import objections, own, variant_of
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.asking_names import FORMS, KINDS, PHASES
from leitfrage.workspace.forms import saved
from leitfrage.workspace.learning import learnt_by, learnt_by_team
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import OwnQuestion, User

_GAP = re.compile(r"[„“]?\{\w+\}“?”?")


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg] # the class has no parameters at run time
    class Meta:
        model = OwnQuestion
        fields = ("text", "language", "dimension", "form", "phase")


@login_required
def questions(request: HttpRequest) -> HttpResponse:
    """Show what a person's talks tell of questions, what the team's tell where enough released them, and own questions."""
    user = person(request)
    mine = list(owned(user, OwnQuestion))
    return render(
        request,
        "leitfrage/questions.html",
        {
            "learnt": None if user.keeps_a_notebook_only else learnt_by(user),
            "team": learnt_by_team() if User.objects.count() > 1 else None,
            "shares": user.shares_effects,
            "alone": User.objects.count() == 1,
            "own": [(each, objections(each.text)) for each in mine],
            "texts": _texts(request, mine),
            # A form may be seen in a talk, leading for one, that nobody plans to ask in.
            "forms": {each: FORMS[each] for each, _ in OwnQuestion._meta.get_field("form").choices or ()},
            "called": {
                "form": FORMS,
                "phase": PHASES,
                "kind": KINDS,
                "dimension": {d.value: n for d, n in DIMENSIONS.items()},
            },
        },
    )


def _texts(request: HttpRequest, mine: list[OwnQuestion]) -> dict[str, str]:
    """Give the wording of every question in the reader's language, with … in its gaps, for a list to read."""
    variant = variant_of(language_of(request), person(request).address)
    catalogue = {each.id: _GAP.sub("…", dict(each.wordings).get(variant, "")) for each in own().questions}
    return catalogue | {each.key: each.text for each in mine}


@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a question of one's own; what the guard objects to is said, and such a question is kept but never proposed."""
    form = QuestionForm({**request.POST.dict(), "text": " ".join(request.POST.get("text", "").split())})
    form.instance.owner = person(request)
    saved(form)
    return redirect("questions")


@login_required
@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    own_or_404(request, OwnQuestion, pk).delete()
    return redirect("questions")


@login_required
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Release what one's talks tell of questions for the team's figures, or take that back."""
    user = person(request)
    user.shares_effects = request.POST.get("share") == "yes"
    user.save(update_fields=["shares_effects"])
    record(user, "released question figures" if user.shares_effects else "took back question figures")
    return redirect("questions")


urls = [
    path("questions/", questions, name="questions"),
    path("questions/add", add, name="add-question"),
    path("questions/share", share, name="share-effects"),
    path("questions/<int:pk>/erase", erase, name="erase-question"),
]
