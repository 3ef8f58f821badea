"""Telling the workers of a case what happened, without naming anybody."""

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from activity.errors import Message
from activity.models import Notification
from activity.notify import notify
from families.days import today
from families.models import Case
from families.querysets.visit_form import NAMED


def link_to(case: Case) -> str:
    """The address of the case's page."""
    return reverse("families:case", args=[case.pk])


def named_workers(case: Case) -> list[User]:
    """Those who own or cover a slot of the case today, each once, by name."""
    return NAMED(case=case.pk, today=today())


def tell_workers(*, case: Case, kind: str, text: Message, email: bool = False, by: User | None) -> None:
    """Tell everybody named on the case, except the one who did it."""
    tell(users=named_workers(case), case=case, kind=kind, text=text, email=email, by=by)


def tell(*, users: list[User], case: Case, kind: str, text: Message, email: bool = False, by: User | None) -> None:
    """Put ``REFERENCE: text`` before each user, in their own language, except the one who did it.

    ``text`` names nobody; the link decides anew what its reader may see.
    """
    for user in users:
        if user == by:
            continue
        with translation.override(user.language):
            line = f"{case.reference}: {text}"
        notify(user=user, kind=kind, text=line, link=link_to(case), email=email, by=by)


def forget_messages(*, case: Case, by: User | None) -> None:
    """Take down what still waits to be read about the case, so that no old reminder hurts."""
    if by is not None:
        waiting = Notification.objects.open().filter(link=link_to(case))
        waiting.update(acknowledged_at=timezone.now(), acknowledged_by=by)
