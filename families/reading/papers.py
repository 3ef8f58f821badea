"""The papers of a case, and one of them, as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from families.access import can_countersign, can_sign_paper, can_write
from families.actions.papers import state_of
from families.definition_of import rules_of
from families.definitions.papers import PaperKind
from families.labels import Label
from families.models import Case, Paper, PaperAcknowledgement, PaperSection, PaperVersion
from families.paperwork import Ended, about_words, ended_by
from families.querysets.one_case import children_about
from families.querysets.shown import papers_shown_to


@dataclass(frozen=True)
class State:
    """Where a version stands, in words and a colour; ``waits``: somebody still has to do something."""

    words: str
    colour: str
    waits: bool = False


@dataclass(frozen=True)
class VersionLine:
    version: PaperVersion
    state: State
    acknowledgements: Sequence[PaperAcknowledgement]


@dataclass(frozen=True)
class PaperLine:
    """A paper with its latest version, and the last signed one where that is another.

    ``reference``: the earlier record in which it stands, for a paper of that.
    """

    paper: Paper
    label: str
    about: str
    latest: VersionLine
    standing: VersionLine | None
    ended: Ended | None
    reference: str = ""


@dataclass(frozen=True)
class SectionLine:
    row: PaperSection
    label: str
    help: str
    empty: bool
    required: bool


@dataclass(frozen=True)
class PaperPage:
    """One version of a paper, and what its reader may do with the paper.

    ``before``: the paper of the record before this one, in which what was signed earlier stands. ``after``: the one
    that it goes on in, for those who may open it; ``went_on``: that it does, for everybody. ``to_acknowledge``: the
    signed version that the unit has or waits for, though the next one be begun.
    """

    paper: Paper
    case: Case
    label: str
    about: str
    help: str
    source: str
    language: str
    shown: VersionLine
    versions: tuple[VersionLine, ...]
    sections: tuple[SectionLine, ...]
    ended: Ended | None
    unit: str
    seen: str
    may_write: bool
    may_sign: bool
    may_countersign: bool
    to_acknowledge: PaperVersion | None
    may_revise: bool
    before: Paper | None
    after: Paper | None
    went_on: bool

    @property
    def is_latest(self) -> bool:
        return self.shown == self.versions[0]

    @property
    def sent_back(self) -> PaperVersion | None:
        """The version that was sent back: the one that is shown, or the one before the draft that is."""
        number = self.shown.version.number
        near = (number,) if self.shown.version.signed_at else (number - 1,)
        return next(
            (one.version for one in self.versions if one.version.number in near and one.version.returned_at), None
        )

    @property
    def missing(self) -> list[str]:
        """Sections that have to say something before it is signed."""
        return [one.label for one in self.sections if one.required and one.empty]


def paper_lines(case: Case) -> list[PaperLine]:
    """Every paper of a case, in the order in which the service names its kinds; two queries and a few more."""
    kinds = {one.key: (place, one) for place, one in enumerate(rules_of(case).papers)}
    children = {child.pk: child for child in children_about(case)}
    found = []
    for paper in _with_versions(Paper.objects.filter(case=case.pk).order_by("id")):
        paper.case = case
        if paper.child_id in children:
            paper.child = children[paper.child_id]
        if paper.kind in kinds:
            found.append((kinds[paper.kind][0], _line(paper, kinds[paper.kind][1])))
    return [line for _place, line in sorted(found, key=lambda one: one[0])]


def papers_before(case: Case, user: User) -> list[PaperLine]:
    """What was signed in the records from which the case came, and does not stand in it; the newest record first.

    Only of those that ``user`` may open.
    """
    rows = papers_shown_to(user).filter(case__transfers__goes_on_in=case, goes_on=None).select_related("child__person")
    papers = _with_versions(rows.order_by("id"))
    cases = Case.objects.for_reading().in_bulk({one.case_id for one in papers})
    found = []
    for paper in papers:
        paper.case = cases[paper.case_id]
        kind = rules_of(paper.case).paper(paper.kind)
        if kind and any(one.signed_at and not one.returned_at for one in _versions(paper)):
            found.append(replace(_line(paper, kind), reference=paper.case.reference))
    return sorted(found, key=lambda line: line.paper.case.entered_at, reverse=True)


def current_alerts(case: Case) -> list[PaperLine]:
    """Signed papers that hold until birth and still do: what the unit must know now."""
    return [line for line in paper_lines(case) if line.standing and line.ended is None and _until_birth(line)]


def kinds_to_start(case: Case) -> list[PaperKind]:
    """Kinds of which the case has no paper yet, or not about each of its children."""
    there = set(Paper.objects.filter(case=case.pk).values_list("kind", "child"))
    children = [child.pk for child in children_about(case)]
    found = []
    for kind in rules_of(case).papers:
        wanted = children if kind.about == "child" else [None]
        unborn = ended_by(Paper(case=case, kind=kind.key), kind) is None
        if unborn and any((kind.key, one) not in there for one in wanted):
            found.append(kind)
    return found


def read_paper(paper: Paper, case: Case, user: User, number: int | None = None) -> PaperPage | None:
    """A version of a paper, the latest where no number is given; None where there is none."""
    paper = _with_versions(Paper.objects.filter(pk=paper.pk).select_related("child__person", "child__pregnancy"))[0]
    paper.case = case
    kind = rules_of(case).paper(paper.kind)
    if kind is None:
        return None
    versions = tuple(_version_line(paper, kind, one) for one in reversed(_versions(paper)))
    shown = next((one for one in versions if number in (None, one.version.number)), None)
    if shown is None:
        return None
    sections = tuple(_section(kind, row, shown.version.language) for row in shown.version.sections.all())
    latest, ended = versions[0].version, ended_by(paper, kind)
    signed = latest.signed_at is not None
    writes = can_write(user, case)
    went_on = hasattr(paper, "goes_on")
    return PaperPage(
        paper=paper,
        case=case,
        label=_said(kind.label),
        about=about_words(case, paper.child),
        help=_said(kind.help),
        source=kind.source,
        language=shown.version.language,
        shown=shown,
        versions=versions,
        sections=sections,
        ended=ended,
        unit=_said(kind.acknowledged.unit) if kind.acknowledged else "",
        seen=state_of([one.row for one in sections]),
        may_write=writes and not signed and not ended,
        may_sign=not signed and not ended and can_sign_paper(user, case, kind.signers),
        may_countersign=_waits_for_second(kind, latest)
        and latest.signed_by_id != user.pk
        and can_countersign(user, case),
        to_acknowledge=_newest_signed(versions) if writes and kind.acknowledged else None,
        may_revise=writes and signed and not ended,
        before=paper.before,
        after=papers_shown_to(user).select_related("case").filter(before=paper.pk).first() if went_on else None,
        went_on=went_on,
    )


def _newest_signed(versions: tuple[VersionLine, ...]) -> PaperVersion | None:
    """Of versions, the newest first, the one that stands."""
    return next((one.version for one in versions if one.version.signed_at and not one.version.returned_at), None)


def _until_birth(line: PaperLine) -> bool:
    kind = rules_of(line.paper.case).paper(line.paper.kind)
    return kind is not None and kind.until_birth


def _with_versions(papers: "Sequence[Paper] | object") -> list[Paper]:
    versions = PaperVersion.objects.select_related("signed_by", "countersigned_by", "returned_by").order_by("number")
    rows = papers.select_related("goes_on", "before__case").prefetch_related(  # type: ignore[attr-defined]
        Prefetch("versions", versions, to_attr="all_versions"),
        "all_versions__acknowledgements",
    )
    return list(rows)


def _versions(paper: Paper) -> list[PaperVersion]:
    found: list[PaperVersion] = paper.all_versions  # type: ignore[attr-defined]
    return found


def _line(paper: Paper, kind: PaperKind) -> PaperLine:
    lines = [_version_line(paper, kind, one) for one in _versions(paper)]
    signed = [one for one in lines if one.version.signed_at and not one.version.returned_at]
    return PaperLine(
        paper=paper,
        label=_said(kind.label),
        about=about_words(paper.case, paper.child) if paper.child else "",
        latest=lines[-1],
        standing=signed[-1] if signed else None,
        ended=ended_by(paper, kind),
    )


def _version_line(paper: Paper, kind: PaperKind, version: PaperVersion) -> VersionLine:
    told = list(version.acknowledgements.all())
    return VersionLine(version, _state(paper, kind, version, told), told)


def _state(paper: Paper, kind: PaperKind, version: PaperVersion, told: list[PaperAcknowledgement]) -> State:
    if version.signed_at is None:
        before = next((one for one in _versions(paper) if one.number == version.number - 1), None)
        if before is not None and before.returned_at:
            return State(_("Sent back, to be changed and signed"), "orange", waits=True)
        return State(_("Draft, not signed"), "grey", waits=True)
    if version.returned_at:
        return State(_("Sent back to the author"), "white")
    if any(one.signed_at and one.number > version.number for one in _versions(paper)):
        return State(_("Replaced by a later version"), "white")
    ended = ended_by(paper, kind)
    if ended:
        return State(ended.words, "white")
    if hasattr(paper, "goes_on") and (_waits_for_second(kind, version) or (kind.acknowledged and not told)):
        return State(_("Signed, goes on in the case of another service"), "white")
    if _waits_for_second(kind, version):
        return State(_("Signed, waits for a second signature"), "orange", waits=True)
    if kind.acknowledged and not told:
        return State(_("Signed, not acknowledged yet"), "orange", waits=True)
    if told:
        return State(_("Acknowledged on %(day)s") % {"day": date_format(told[-1].acknowledged_on, "j F Y")}, "green")
    return State(_("Signed"), "green")


def _waits_for_second(kind: PaperKind, version: PaperVersion) -> bool:
    signed = version.signed_at is not None and version.returned_at is None
    return kind.countersigned and signed and version.countersigned_at is None


def _section(kind: PaperKind, row: PaperSection, language: str) -> SectionLine:
    known = kind.section(row.key)
    return SectionLine(
        row=row,
        label=known.label.text(language) if known else row.key,
        help=_said(known.help) if known else "",
        empty=not row.text.strip(),
        required=bool(known and known.required),
    )


def _said(label: Label) -> str:
    return label.text(get_language() or "en")
