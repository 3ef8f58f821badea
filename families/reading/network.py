"""The agency network of a case, as its pages show it."""

from dataclasses import dataclass
from uuid import UUID

from families.days import today
from families.definition_of import rules_of
from families.forms.common import words
from families.labels import by_key
from families.models import AgencyContact, Case
from families.querysets.chosen import network_of

PAGE = 50


@dataclass(frozen=True)
class AgencyLine:
    contact: AgencyContact
    role: str

    @property
    def left(self) -> bool:
        """Whether they work with the family no longer."""
        return self.contact.ends is not None and self.contact.ends < today()


@dataclass(frozen=True)
class NetworkPage:
    """``next``: the id after which the next page begins; empty where there is none."""

    lines: tuple[AgencyLine, ...]
    next: str


def agency_line(case: Case, contact: AgencyContact) -> AgencyLine:
    """With what the definition calls the role; its key where a later version has it no more."""
    try:
        role = words(by_key(rules_of(case).agency_roles, contact.role).label)
    except KeyError:
        role = contact.role
    return AgencyLine(contact, role)


def read_network(case: Case, after: str = "") -> NetworkPage:
    """Everybody of other agencies, the latest added first."""
    rows = network_of(case).order_by("-id")
    mark = _id(after)
    found = list((rows.filter(pk__lt=mark) if mark else rows)[: PAGE + 1])
    lines = tuple(agency_line(case, one) for one in found[:PAGE])
    return NetworkPage(lines, str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
