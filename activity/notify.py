"""Telling a user something, on their page and, if it cannot wait, that there is something."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation

from activity.context import acting
from activity.models.notification import Notification
from activity.outbox import handler, publish

EMAIL_TOPIC = "activity.email"
IMMEDIATELY, DAILY, NEVER = "immediately", "daily", "never"
"""When somebody wants to hear by e-mail that something waits for them."""


def notify(*, user: Any, kind: str, text: str, link: str = "", email: bool = False, by: Any = None) -> Notification:
    """Put a line on the user's page of notifications; with `email`, write to them as well, if they want it so.

    `text` must not name or describe anybody (a reference such as JS-26-00123 is fine). The
    e-mail does not even contain it: it says that something waits and where to sign in.
    """
    at_once = email and user.email_when == IMMEDIATELY
    notification = Notification.objects.create(
        user=user,
        kind=kind,
        text=str(text)[:300],
        link=link[:300],
        entered_by=by,
        mailed_at=timezone.now() if at_once else None,
    )
    if at_once:
        send_email(to=user, template="emails/notification")
    return notification


def notifications_of(user: Any) -> models.QuerySet[Notification]:
    """Return a user's own notifications, what is not acknowledged first, newest first."""
    return Notification.objects.visible_to(user).order_by(models.F("acknowledged_at").desc(nulls_first=True), "-id")


def open_count(user: Any) -> int:
    """Return how many notifications a user has not acknowledged, 100 standing for more."""
    return Notification.objects.visible_to(user).open()[:100].count()


def acknowledge(*, notification: Notification, by: Any) -> None:
    """Mark one notification as read. Doing it twice changes nothing."""
    _acknowledge(Notification.objects.filter(pk=notification.pk), by)


def acknowledge_all(*, user: Any, by: Any) -> int:
    """Mark all of a user's notifications as read; returns how many were not yet."""
    return _acknowledge(Notification.objects.visible_to(user), by)


def send_email(*, to: Any, template: str, context: dict[str, Any] | None = None) -> None:
    """Queue an e-mail to a user, written from `<template>_subject.txt` and `<template>.txt`.

    It leaves after the commit. `context` is kept in the outbox: ids and links, no personal
    data; the address is looked up when the message is delivered.
    """
    publish(EMAIL_TOPIC, {"user": str(to.pk), "template": template, "context": context or {}})


@handler(EMAIL_TOPIC)
def deliver_email(payload: dict[str, Any]) -> None:
    """Send what `send_email` queued; a user who may no longer sign in is not written to."""
    user = get_user_model().objects.filter(pk=payload["user"], is_active=True).first()
    if user is not None:
        send_templated(to=user, template=payload["template"], context=payload["context"])


def send_templated(*, to: Any, template: str, context: dict[str, Any]) -> None:
    """Send an e-mail now, in the reader's language. Raises what the mail server answers."""
    known = {"name": to.name, "site": settings.SITE_URL.rstrip("/"), **context}
    with translation.override(to.language):
        subject = render_to_string(f"{template}_subject.txt", known).strip()
        body = render_to_string(f"{template}.txt", known)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [to.email])


def _acknowledge(notifications: Any, by: Any) -> int:
    with acting(user=by):
        return notifications.open().update(acknowledged_at=timezone.now(), acknowledged_by=by)
