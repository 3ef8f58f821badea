"""Sources and reasons of referrals in words: looked up in the definition, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from families.forms.people import LANGUAGES
from families.labels import by_key
from families.models import DueDateEstimate, ServiceVersion
from families.models.choices import YesNoUnknown
from referrals.models import Referral


@dataclass(frozen=True)
class Labels:
    """The definitions in force of some services."""

    definitions: dict[UUID, ServiceDefinition]

    def source(self, referral: Referral) -> str:
        """Who referred: the source, and the agency where it was given."""
        definition = self.definitions.get(referral.service_id)
        try:
            label = by_key(definition.referral_sources, referral.source).label if definition else None
        except KeyError:
            label = None
        named = label.text(get_language() or "en") if label else referral.source
        return f"{named}, {referral.referrer_agency}" if referral.referrer_agency else named

    def concealment(self, referral: Referral) -> str:
        """Why the pregnancy was concealed, where a reason was chosen."""
        definition = self.definitions.get(referral.service_id)
        found = (
            [one for one in definition.concealment_reasons if one.key == referral.concealment_key] if definition else []
        )
        return found[0].label.text(get_language() or "en").lower() if found else ""


def labels_of(services: Iterable[UUID], today: date) -> Labels:
    """The labels of the versions in force today; one query."""
    versions = ServiceVersion.objects.in_force(today).filter(service__in=set(services)).defer("definition")
    return Labels({version.service_id: definition_of(version) for version in versions})


def due_date_source(referral: Referral) -> str:
    """What the due date rests on; empty where none was told."""
    method = DueDateEstimate.Method
    known: dict[str, str] = {method.SCAN: _("scan"), method.LMP: _("last period"), method.STATED: _("as told")}
    return known.get(referral.due_date_source, "")


def language(referral: Referral) -> str:
    """The language of choice, or that nobody asked."""
    return str(dict(LANGUAGES).get(referral.language, referral.language))


def interpreter(referral: Referral) -> str:
    """Whether an interpreter is needed."""
    return str(dict(YesNoUnknown.choices).get(referral.interpreter_needed, referral.interpreter_needed))
