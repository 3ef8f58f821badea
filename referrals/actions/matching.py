"""Somebody looked at a possible match and said what it is. Nothing is merged."""

from collections.abc import Iterable

from accounts.models import User
from families.actions.holding import holding
from families.models import Person
from referrals.access import check_can_decide
from referrals.errors import NotTheSame, TwoAreTheSame
from referrals.matching.candidates import Candidate, search_for
from referrals.models import MatchDecision, Referral

TAKEABLE = ("name", "address", "phone")


@holding
def decide_match(
    *,
    referral: Referral,
    part: str,
    person: Person,
    verdict: str,
    take: Iterable[str] = (),
    why: str = "",
    by: User,
) -> MatchDecision:
    """Keep a verdict on a candidate whom ``by`` may see; a later one replaces it, history keeps both.

    ``take``: which of name, address and phone to take over from the referral on acceptance. Raises
    ``NotTheSame`` for anybody who is no candidate and ``TwoAreTheSame`` where one was chosen already.
    """
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    check_can_decide(by, referral)
    candidate = _candidate(referral, part, person, by)
    if verdict == MatchDecision.Verdict.SAME and _is_another_same(referral, part, person):
        raise TwoAreTheSame(field="verdict")
    row, _made = MatchDecision.objects.update_or_create(
        referral=referral,
        part=part,
        person=person,
        defaults={
            "verdict": verdict,
            "agreed_on_fields": candidate.agreeing,
            "take": [one for one in TAKEABLE if one in set(take)],
            "why": why,
            "decided_by": by,
            "entered_by": by,
        },
    )
    return row


def _candidate(referral: Referral, part: str, person: Person, by: User) -> Candidate:
    for one in search_for(referral, by).shown:
        if one.part == part and one.person == person:
            return one
    raise NotTheSame


def _is_another_same(referral: Referral, part: str, person: Person) -> bool:
    same = referral.match_decisions.filter(part=part, verdict=MatchDecision.Verdict.SAME)
    return same.exclude(person=person).exists()
