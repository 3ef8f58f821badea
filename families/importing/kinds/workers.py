"""Workers: users who are matched by their address, or made without a password."""

from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Employer, Membership, User
from accounts.roles import Role
from families.importing.bulk import Fresh, fresh
from families.importing.cells import WrongCell, day, key_of, number, one_of, text
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, in_order


def _email(cell: str, _run: Run) -> str:
    """An email address."""
    try:
        validate_email(cell)
    except ValidationError as error:
        raise WrongCell(_("“%s” is not an email address.") % cell[:60]) from error
    return cell.lower()


@frozen
class _Facts:
    users: dict[str, User]
    employers: dict[str, Employer]


class WorkerSheet(Sheet):
    """Who sees families. Somebody who can sign in already is matched and left as they are."""

    name = "workers"
    about = "Members of the team, past ones too."
    columns = (
        Column("email", _email, required=True, about="By which somebody who can sign in already is matched."),
        Column("name", text(200), required=True),
        Column("profession", key_of("professions"), blank=""),
        Column("employer", text(200), blank="", about="Name of the council, health board or charity."),
        Column("hours", number("0.1", "1"), blank=Decimal("1.0"), about="Share of full time, such as 0.6."),
        Column("role", one_of(*Role.values), blank=Role.PRACTITIONER),
        Column("starts", day, required=True, about="First day in the team."),
        Column("ends", day, about="Last day in the team."),
    )

    def look_up(self, rows: list[Row], run: Run) -> _Facts:
        emails = {row["email"] for row in rows}
        users = User.objects.annotate(small=Lower("email")).filter(small__in=emails)
        employers = {employer.slug: employer for employer in Employer.objects.all()}
        for name in dict.fromkeys(row["employer"] for row in rows if row["employer"]):
            if slugify(name)[:60] not in employers:
                employer = Employer.objects.create(name=name, slug=slugify(name)[:60], **run.stamp())
                employers[employer.slug] = employer
        return _Facts({user.email.lower(): user for user in users}, employers)

    def faults(self, row: Row, facts: _Facts, run: Run) -> Iterable[Fault]:
        return in_order(row, "starts", "ends", _("Nobody leaves before joining."))

    def records(self, row: Row, facts: _Facts, run: Run) -> list[Fresh]:
        known = facts.users.get(row["email"])
        if known:
            row.record = known.pk
            return []
        user = fresh(
            User,
            email=row["email"],
            name=row["name"],
            password=make_password(None),
            profession=row["profession"],
            fte=row["hours"],
            employer=facts.employers.get(slugify(row["employer"])[:60]),
            is_active=row["ends"] is None or row["ends"] >= run.today,
            **run.stamp(),
        )
        member = fresh(
            Membership,
            user=user,
            team=run.team,
            roles=[row["role"]],
            starts=row["starts"],
            ends=row["ends"],
            **run.stamp(),
        )
        return [user, member]
