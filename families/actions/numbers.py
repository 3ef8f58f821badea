"""One NHS number on two records, where whoever wrote the second may not know of the first."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from accounts.roles import Permission
from activity.notify import notify
from families.actions.telling import link_to
from families.days import today
from families.models import Case, Person


def stands_on_kept_record(partnership: Partnership, nhs_number: str, by: User | None) -> bool:
    """Whether the number is on the record of a family from which an exclusion keeps ``by``.

    Then nothing that ``by`` does may come out otherwise than if there were no such record.
    """
    if by is None or not nhs_number:
        return False
    return Person.objects.excluding(by).filter(partnership=partnership, nhs_number=nhs_number).exists()


def tell_of_two_records(*, person: Person, by: User) -> None:
    """Ask those who may see both records to look whether they are one person's.

    The managers of the record's team who may see both; where there is none, those who govern information.
    """
    case = Case.objects.about_person(person).order_by("-opened_on", "-id").first()
    if case is None or not person.nhs_number_doubted:
        return
    others = Person.objects.filter(partnership=person.partnership_id, nhs_number=person.nhs_number)
    first = others.exclude(pk=person.pk).order_by("entered_at").first()
    able = User.objects.able_to(Permission.ALLOCATE, team=case.team_id, on=today()).exclude(pk=by.pk)
    both = [user for user in able if first and _sees(user, first) and _sees(user, person)]
    link = link_to(case) if both else reverse("families:exclusions")
    for user in both or _governing(person.partnership, by):
        with translation.override(user.language):
            text = _("%(reference)s: another record has the same NHS number. The two may be of one person.") % {
                "reference": case.reference
            }
        notify(user=user, kind="two_records", text=text, link=link, email=True, by=by)


def _sees(user: User, person: Person) -> bool:
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


def _governing(partnership: Partnership, by: User) -> list[User]:
    people = User.objects.in_partnerships([partnership]).exclude(pk=by.pk).order_by("name", "pk")
    return [one for one in people if partnership.pk in one.partnerships_with(Permission.MANAGE_EXCLUSIONS)]
