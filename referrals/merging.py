"""What a merge of two records does with referrals and the verdicts on them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from families.merging.references import Changing, moves, stays
from families.merging.words import name_rows
from referrals.models import MatchDecision

SAME, DIFFERENT = MatchDecision.Verdict.SAME, MatchDecision.Verdict.DIFFERENT


def register() -> None:
    """Speak for the rows of referrals."""
    moves("referrals.Referral", "case", "person", with_case="case")
    moves("referrals.MatchDecision", "person", collides=_two_verdicts)
    stays("referrals.Panel", "minutes", because="the minutes as they were agreed")
    stays("referrals.Escalation", "about", because="names a referral, a decision or a question")
    stays("referrals.Screening", "not_known", because="names fields, not records")
    stays("referrals.SystemMessage", "told", "held", because="what a sender told, as it was told")
    stays("referrals.UploadFile", "notices", because="words about a file that is deleted after a day")
    stays(
        "referrals.UploadRow",
        *("cells", "faults", "twins", "findings", "alike"),
        because="a row on its way, compared anew before it is sent",
    )
    name_rows("referrals.Referral", _("Referrals"), str)
    name_rows(
        "referrals.MatchDecision",
        _("Verdicts on possible duplicates"),
        lambda row: row.referral.reference,
        related=("referral",),
    )
    stays("referrals.MatchDecision", "agreed_on_fields", "take", because="names fields, not records")


def _two_verdicts(row: MatchDecision, after: dict[str, Any], changing: Changing) -> None:
    """Who was found to be the joined record is the kept one, whatever was said of that one before."""
    kept = MatchDecision.objects.filter(referral=row.referral_id, part=row.part, person=after["person_id"]).first()
    if kept is not None and row.verdict == SAME and kept.verdict == DIFFERENT:
        changing.change(row, {"verdict": str(DIFFERENT)})
        changing.change(kept, {"verdict": str(SAME), "take": row.take})
