"""A maternity system that sends referrals by itself, with one credential in use and one that has been revoked."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actions.systems import add_system, issue_credential, revoke_credential
from accounts.models import Scope, Team
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MIDWIVES, SYSTEM


def connect(place: Place) -> None:
    """Add the system of the community midwives. Nobody is shown its tokens: `manage.py credential make` gives one."""
    admin = place.user(SYSTEM)
    team = Team.objects.get(partnership=place.partnership, slug=MIDWIVES)
    system = add_system(team=team, name="Maternity system", by=admin)
    ends = timezone.now() + timedelta(days=300)
    details: dict[str, Any] = {"system": system, "expires_at": ends, "overlap": None, "by": admin}
    left_behind, _token = issue_credential(scopes=[Scope.SEND], **details)
    revoke_credential(credential=left_behind, by=admin)
    issue_credential(scopes=list(Scope), **details)
