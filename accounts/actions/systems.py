"""Partner systems and their credentials: added, renewed with an overlap, revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.credentials import new_token
from accounts.models import Credential, PartnerSystem, Team, User
from activity.context import acting
from activity.errors import RuleBroken
from activity.keys import new_id

LONGEST_DAYS = 731
"""A credential lasts two years at most: whoever set the other system up may have left by then."""


class SystemExists(RuleBroken):
    """Two systems of an agency cannot share a name."""

    message = _("This agency has a system of that name already.")


class WrongEnd(RuleBroken):
    """A credential ends after now and within two years."""

    message = _("A credential ends on a day after today, and within two years.")


class RevokedAlready(RuleBroken):
    """A credential is revoked once."""

    message = _("This credential has been revoked already.")


def add_system(*, team: Team, name: str, by: User | None) -> PartnerSystem:
    """Add a system of an agency, with the user that stands for it in the records. Raises SystemExists."""
    key = new_id()
    address = f"{slugify(name)[:40] or 'system'}.{key.hex[-12:]}@systems.invalid"
    try:
        with acting(user=by), transaction.atomic():
            user = User.objects.create_user(
                email=address, name=f"{name} ({team.name})"[:200], is_active=False, is_system=True, entered_by=by
            )
            return PartnerSystem.objects.create(id=key, team=team, name=name, user=user, entered_by=by)
    except IntegrityError as error:
        raise SystemExists(field="name") from error


def issue_credential(
    *, system: PartnerSystem, scopes: Sequence[str], expires_at: datetime, overlap: timedelta | None, by: User | None
) -> tuple[Credential, str]:
    """Give a system a new credential. Returns it with its token, which is known only now.

    With ``overlap`` the system's other credentials end after that time, if they do not end before:
    old and new are both good until then. With None they stay as they are. Raises WrongEnd.
    """
    now = timezone.now()
    if not now < expires_at <= now + timedelta(days=LONGEST_DAYS):
        raise WrongEnd(field="expires_on")
    token, prefix, digest = new_token()
    with acting(user=by), transaction.atomic():
        PartnerSystem.objects.select_for_update().get(pk=system.pk)
        if overlap is not None:
            others = Credential.objects.usable(now).filter(system=system)
            others.filter(expires_at__gt=now + overlap).update(expires_at=now + overlap)
        credential = Credential.objects.create(
            system=system, prefix=prefix, digest=digest, scopes=list(scopes), expires_at=expires_at, entered_by=by
        )
    return credential, token


def revoke_credential(*, credential: Credential, by: User | None) -> Credential:
    """Close the door to a credential at once. Raises RevokedAlready."""
    with acting(user=by), transaction.atomic():
        locked = Credential.objects.select_for_update(of=("self",)).get(pk=credential.pk)
        if locked.revoked_at:
            raise RevokedAlready
        locked.revoked_at, locked.revoked_by = timezone.now(), by
        locked.save(update_fields=["revoked_at", "revoked_by"])
    return locked
