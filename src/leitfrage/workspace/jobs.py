"""The worker: takes waiting talks one after the other. Killed at any moment, it loses nothing and doubles nothing."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable

from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_
from leitfrage.workspace.models import Conversation, Job
from leitfrage.workspace.over_time import customer_world
from leitfrage.workspace.reading import keep_problem, read
from leitfrage.workspace.recordings import Stopped
from leitfrage.workspace.retention import tidy

# The longest talk that is read takes about half a minute; whoever holds a job longer is dead.
CLAIM = dt.timedelta(seconds=90)
# A recording takes many such times; its worker asks for more while it goes on (one step of it takes at most this long).
SPEECH_CLAIM = dt.timedelta(minutes=10)
_TELL_SECONDS = 1.0
MOST_ATTEMPTS = 3
_IDLE_SECONDS = 0.5
_TIDY_SECONDS = 3600
_log = logging.getLogger("leitfrage.jobs")


class GaveUp(LeitfrageError):
    cause = N_("The talk could not be read: the work on it broke off {attempts} times.")
    advice = N_("Try again once more memory is free; if it happens again, please report it.")


def work(*, keep_on: Callable[[], bool], alone: bool = False, watch: Callable[[], int] | None = None) -> None:
    """Do what waits, as long as ``keep_on`` says so, ``watch`` while idle, and tidy up once an hour.

    ``alone``: no other worker runs, so what is claimed is orphaned.
    """
    if alone:
        Job.objects.update(claimed_until=None)
    next_tidy = 0.0
    while keep_on():
        close_old_connections()
        if time.monotonic() >= next_tidy:
            _tidy()
            next_tidy = time.monotonic() + _TIDY_SECONDS
        job = claim()
        if job is None:
            if watch:
                watch()
            time.sleep(_IDLE_SECONDS)
        else:
            do(job)


def _tidy() -> None:
    try:
        tidy()
    except Exception:
        # As with a talk: a fault is logged and must not end the worker; the next hour tries again.
        _log.exception("tidying up failed")


def do_all() -> int:
    """Do what waits and return how much it was."""
    done = 0
    while (job := claim()) is not None:
        do(job)
        done += 1
    return done


def claim() -> Job | None:
    """Take the next job, recordings last, as they take long; two workers never get the same one."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())
    quick = Q(conversation__recording="")
    for job in (*Job.objects.filter(free, quick)[:5], *Job.objects.filter(free).exclude(quick)[:5]):
        taken = Job.objects.filter(free, pk=job.pk).update(claimed_until=timezone.now() + CLAIM, attempts=job.attempts + 1)
        if taken:
            job.refresh_from_db()
            return job
    return None


def do(job: Job) -> None:
    """Read the job's talk; a talk that broke the worker several times is set aside with a sentence."""
    row = Conversation.objects.select_related("customer__owner", "consent").filter(pk=job.conversation_id).first()
    if row is None:  # erased, or its consent withdrawn, since the job was taken
        return
    if job.attempts > MOST_ATTEMPTS:
        keep_problem(row, GaveUp(attempts=MOST_ATTEMPTS))
        return
    try:
        read(row, _told(job))
        if row.state == Conversation.State.READY and not Job.objects.filter(conversation__customer=row.customer).exists():
            # Which matters belong together takes a moment to find and is kept; nobody shall wait for it at a page.
            customer_world(row.customer)
    except Stopped:
        return
    except Exception:
        # An unforeseen fault must not end the worker; the claim runs out and the job is tried again.
        _log.exception("job %s on conversation %s failed", job.pk, row.pk)
    else:
        Job.objects.filter(pk=job.pk, claimed_until__isnull=False).update(claimed_until=None)


def _told(job: Job) -> Callable[[float], None]:
    """Give what notes how far a job is and keeps it claimed; it raises ``Stopped`` once the job is gone."""
    last = 0.0

    def tell(share: float) -> None:
        nonlocal last
        if time.monotonic() - last < _TELL_SECONDS:
            return
        last = time.monotonic()
        claimed = timezone.now() + SPEECH_CLAIM
        if not Job.objects.filter(pk=job.pk).update(progress=int(share * 100), claimed_until=claimed):
            raise Stopped

    return tell
