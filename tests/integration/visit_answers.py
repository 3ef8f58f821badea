"""What page tests about visits send, and how they read the answer."""

import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone


def answers(case, **changes):
    """A usual visit, yesterday at ten."""
    day = timezone.localdate() - timedelta(days=1)
    usual = {
        "key": str(uuid.uuid4()),
        "note_version": "0",
        "outcome": "done",
        "day-day": str(day.day),
        "day-month": str(day.month),
        "day-year": str(day.year),
        "time": "10:00",
        "place": "home",
        "length": "60",
        "seen": [str(case.client_id)],
        "alone": "yes",
        "topics": ["housing"],
        "concern": "none",
        "note": "Ffion felt proper kicks on Sunday night. We agreed that I ring housing today.",
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


HIS = {
    "case0-include": "on",
    "case0-note": "Dylan wants work.",
    "case0-concern": "none",
    "case0-note_version": "0",
}


def new(case):
    return reverse("families:visit_new", args=[case.pk])


def text_of(response):
    return response.content.decode()


def token_in(response):
    return response.context["draft_token"]
