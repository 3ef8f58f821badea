"""What to know before deciding a referral: a lead word and a fact, never a colour alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.errors import Message
from families.models.choices import Channel, YesNoUnknown
from referrals.models import CareLeaver, ClientKind, ConsentAnswer, Referral
from referrals.rules import is_under_age

LONGEST = 120
WAYS = (Channel.CALL, Channel.TEXT, Channel.VOICEMAIL, Channel.POST)


@dataclass(frozen=True)
class Check:
    """``lead`` in bold, then ``text``."""

    lead: Message
    text: Message = ""


def checks_of(referral: Referral, on: date, why_concealed: str = "") -> Iterator[Check]:
    """Safety first, then what shapes the decision. ``why_concealed``: the reason in the service's words."""
    yield from _safety(referral)
    if is_under_age(referral, on):
        yield Check(_("Under 18"))
    if referral.consent != ConsentAnswer.GIVEN:
        yield Check(_("Consent:"), referral.get_consent_display().lower())
    if referral.concealed:
        yield Check(_("Concealed pregnancy"), why_concealed)
    if referral.late_booking_reason:
        yield Check(_("Late booking:"), shortened(referral.late_booking_reason))
    if referral.fetuses > 1:
        yield Check(ngettext("%(n)s baby", "%(n)s babies", referral.fetuses) % {"n": referral.fetuses})
    if referral.care_leaver == CareLeaver.YES:
        yield Check(_("Care leaver"))
    if referral.interpreter_needed == YesNoUnknown.YES:
        yield Check(_("Interpreter"), _("to book, never family"))
    if referral.client_kind == ClientKind.PARTNER:
        yield Check(_("Separate record:"), _("no sight of the mother’s"))


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text up to a word near ``longest`` characters."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + "…"


def safe_ways(referral: Referral) -> str:
    """The safe ways of contact in words, with their times."""
    ways = [str(Channel(one).label).lower() for one in referral.safe_channels if one in Channel.values]
    if not ways:
        return _("no way of contact is safe")
    text = ", ".join(ways)
    return f"{text}; {referral.safe_times}" if referral.safe_times else text


def _safety(referral: Referral) -> Iterator[Check]:
    if referral.never_alone:
        yield Check(_("Visits:"), _("never alone"))
    if referral.safety:
        yield Check(_("Safety:"), shortened(referral.safety))
    if referral.safety_asked and (words := _limits(referral)):
        yield Check(_("Safe contact:"), words)


def _limits(referral: Referral) -> str:
    """What not to use, and when; empty where every way is safe at any time."""
    unsafe = [one for one in WAYS if one not in referral.safe_channels]
    if len(unsafe) == len(WAYS):
        return _("no way of contact is safe")
    words = [_("no %(way)s") % {"way": str(one.label).lower()} for one in unsafe]
    return "; ".join([*([", ".join(words)] if words else []), *([referral.safe_times] if referral.safe_times else [])])
