"""The panel that comes next, with a decision that its referrer disputes."""

from datetime import date

from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MANAGER, REFERRER
from referrals.actions.agenda import prepare_panel
from referrals.actions.disputes import raise_dispute
from referrals.actions.panels import Seat, record_attendance
from referrals.models import Referral
from referrals.reading.panels import propose

COMING = (("Ann Ffug", ""), ("Beti Sampl", ""), ("", ""), ("Cai Prawf", "apologies"))


def call(place: Place, today: date) -> None:
    """Dispute a refusal, call the panel of the week, and write down who has said that they come."""
    manager = place.user(MANAGER)
    declined = Referral.objects.filter(team=place.team, state="declined", sent_by=place.user(REFERRER)).latest("id")
    raise_dispute(referral=declined, why="She has moved back to Swansea, to her mother’s.", by=place.user(REFERRER))
    usual = propose(place.team, today)
    panel = prepare_panel(
        team=place.team, held_on=usual.held_on, starts_at=usual.starts_at, place="Neuadd Ffug", rule=usual.rule,
        by=manager,
    )  # fmt: skip
    members = zip(panel.members.all(), COMING, strict=False)
    seats = [Seat(str(one.pk), one.agency, name, came) for one, (name, came) in members]
    record_attendance(panel=panel, expected_version=panel.version, seats=seats, by=manager)
