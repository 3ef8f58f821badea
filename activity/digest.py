"""Once a day, for those who want it so: an e-mail that says how many messages wait."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from activity.models.notification import Notification
from activity.notify import DAILY, send_email


def send_digests() -> int:
    """Queue one e-mail for everybody who chose a daily one and has unread messages; returns how many.

    A message stands in one digest and no more, so running it twice sends nothing twice.
    """
    waiting = Notification.objects.open().filter(mailed_at__isnull=True)
    users = get_user_model().objects.filter(is_active=True, email_when=DAILY, pk__in=waiting.values("user"))
    return sum(_send(user) for user in users.order_by("pk"))


@transaction.atomic
def _send(user: object) -> bool:
    rows = Notification.objects.visible_to(user).open().filter(mailed_at__isnull=True)
    keys = list(rows.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    if not keys:
        return False
    Notification.objects.filter(pk__in=keys).update(mailed_at=timezone.now())
    send_email(to=user, template="emails/digest", context={"count": len(keys)})
    return True
