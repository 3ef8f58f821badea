"""What to call somebody on a page, the unborn included."""

from django.utils.translation import gettext as _

from families.models import Case, Child
from ui.filters import written_day


def child_name(child: Child, *, among: int = 1) -> str:
    """The child's name; for one without a name yet, whose baby it is, numbered ``among`` several.

    ``child.person`` and ``child.pregnancy.mother`` should have been fetched with it.
    """
    if child.person.given_name:
        return child.person.full_name
    surname = child.pregnancy.mother.family_name if child.pregnancy else child.person.family_name
    number = child.birth_order
    if number > 1 or among > 1:
        return _("Baby %(number)s of %(surname)s") % {"number": number, "surname": surname}
    return _("Baby of %(surname)s") % {"surname": surname}


def child_name_with_due_date(child: Child) -> str:
    """As :func:`child_name`, with the due date of the unborn ("Baby of SURNAME, due 8 October")."""
    name = child_name(child)
    due = child.pregnancy.due_date if child.pregnancy and child.state == "unborn" else None
    return _("%(name)s, due %(day)s") % {"name": name, "day": written_day(due, "j F")} if due else name


def case_name(case: Case) -> str:
    """Whose case it is."""
    if case.child and case.client_id == case.child.person_id:
        return child_name(case.child)
    return case.client.full_name or case.reference
