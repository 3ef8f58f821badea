"""What is to be said of the rows of a file: what cannot be, what is missing, whom they resemble."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from families.days import today
from referrals.actions.messages import plain
from referrals.arriving import Checker
from referrals.destinations import Destination
from referrals.forms.referral import PhonedReferralForm, ReferralForm
from referrals.models import Referral, Upload, UploadRow
from referrals.rules import missing_for_acceptance
from referrals.uploads.likeness import alike_of

Level = UploadRow.Level


@dataclass
class Examined:
    """A row with all that was found; ``told`` only where nothing is wrong."""

    row: UploadRow
    told: dict[str, Any] | None = None
    received_on: date | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
    alike: list[dict[str, str]] = field(default_factory=list)

    @property
    def level(self) -> Level:
        if self.told is None:
            return Level.WRONG
        if self.alike:
            return Level.ALIKE
        return Level.WARNING if self.findings else Level.GOOD

    @property
    def differs(self) -> bool:
        """Whether something else is to be said than when the row was last looked at."""
        known = (self.row.level, self.row.findings, self.row.alike)
        return known != (self.level.value, plain({"": self.findings})[""], self.alike)

    def keep(self) -> UploadRow:
        """The row with what was found; a choice stays while what it rests on does."""
        if self.row.alike != self.alike or self.level != Level.ALIKE:
            self.row.choice = ""
        self.row.level, self.row.findings, self.row.alike = self.level, self.findings, self.alike
        return self.row


class Examiner:
    """Checks the rows of one upload, by the rules that hold today."""

    def __init__(self, upload: Upload, destination: Destination, by: User) -> None:
        self._upload, self._to, self._by = upload, destination, by
        form = PhonedReferralForm if upload.by_team else ReferralForm
        usual: dict[str, Any] = {"referrer_name": by.name}
        if upload.by_team:
            usual["received_on"] = today()
        elif by.employer:
            usual["referrer_agency"] = by.employer.name
        self._checker = Checker(destination.definition, form, **usual)

    def examine(self, rows: Sequence[UploadRow]) -> list[Examined]:
        """Each row with what there is to say of it. The number of queries does not grow with the rows."""
        found = [self._one(row) for row in rows]
        good = {one.row.number: one for one in found if one.told is not None}
        referrals = {number: self._unsaved(one) for number, one in good.items()}
        for number, referral in referrals.items():
            one = good[number]
            # Not known yet: no reason to refuse the row, and asked for before a decision.
            missing = missing_for_acceptance(referral)
            one.findings += [{"column": gap.field, "text": str(gap.text)} for gap in missing]
            one.alike = [
                {"kind": "row", "key": str(twin), "label": _("Row %(row)s of this file") % {"row": twin}}
                for twin in one.row.twins
            ]
        for number, alike in alike_of(referrals, self._upload, self._by).items():
            good[number].alike += alike
        return found

    def _one(self, row: UploadRow) -> Examined:
        faults = [{"column": column, "text": text} for column, text in row.faults]
        told, wrong = self._checker.check(row.cells)
        named = {column for column, _text in row.faults}
        faults += [{"column": one.field, "text": one.text} for one in wrong if one.field not in named]
        if row.faults or wrong:
            # A row that was cut off has no cells to speak of.
            cut_off = "" in named
            return Examined(row, findings=faults[:1] if cut_off else faults)
        return Examined(row, told, self._checker.day)

    def _unsaved(self, one: Examined) -> Referral:
        return Referral(
            partnership=self._to.team.partnership,
            service=self._to.service,
            team=self._to.team,
            received_on=one.received_on or today(),
            **(one.told or {}),
        )
