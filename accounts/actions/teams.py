"""Teams."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Team, User
from activity.context import acting
from activity.edits import save_edit
from activity.errors import RuleBroken


class TeamExists(RuleBroken):
    """Two teams of a partnership cannot share a name."""

    message = _("There is a team of this name already.")


def create_team(*, partnership: Partnership, name: str, phone: str = "", by: User) -> Team:
    """Add a team to a partnership. Raises TeamExists if its name, or its like, is taken."""
    slug = slugify(name)[:60]
    with acting(user=by), transaction.atomic():
        locked = Partnership.objects.select_for_update().get(pk=partnership.pk)
        if locked.teams.filter(slug=slug).exists():
            raise TeamExists(field="name")
        return Team.objects.create(partnership=locked, name=name, slug=slug, phone=phone, entered_by=by)


def change_phone(*, team: Team, expected_version: int, phone: str, by: User) -> Team:
    """Change the number that partner agencies are told. Raises StaleEdit if somebody else did."""
    return save_edit(team, expected_version=expected_version, changes={"phone": phone}, by=by)
