"""The manager's inbox: one line for each referral, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Subquery

from accounts.models import User
from accounts.roles import Permission
from families.gestation import gestation_days_on, weeks_available
from referrals.matching.candidates import Search, search_all
from referrals.models import Decision, Question, Referral
from referrals.querysets.referral import LISTS, RECENT, latest_decision
from referrals.reading.checks import Check, checks_of, shortened
from referrals.reading.inbox_rows import Asked, services_open, tell
from referrals.reading.labels import Labels, due_date_source, labels_of
from referrals.reading.urgency import BANDS, WITHIN, Place, Target, bounds_of, mark_of, place_of, targets_of
from referrals.rules import Missing, age_on, missing_for_acceptance
from referrals.turns import Turns, turns_of
from ui.asked import whole_number

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One referral. ``gestation_days`` and ``weeks_left`` while the baby is unborn and the due date known.

    ``turns``: working days with the team and with the referrer. ``over``: how many the team's are past
    the target. ``question``: the latest that was asked.
    """

    referral: Referral
    band: int
    source: str
    age: int | None
    gestation_days: int | None
    weeks_left: int | None
    born_days: int | None
    turns: Turns
    over: int
    checks: tuple[Check, ...]
    missing: tuple[Missing, ...]
    search: Search
    may_decide: bool
    acknowledged: bool
    question: Question | None = None
    last: Decision | None = None

    @property
    def waited(self) -> int:
        """The team's working days."""
        return self.turns.team

    @property
    def why(self) -> str:
        """The beginning of the reason: enough to know what to open first."""
        return shortened(self.referral.reason, 160)

    @property
    def dated_by(self) -> str:
        """What the due date rests on."""
        return due_date_source(self.referral)


@dataclass(frozen=True)
class Group:
    """The lines of one band of urgency."""

    band: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Inbox:
    groups: tuple[Group, ...]
    tallies: dict[str, int]
    late: int
    target: int | None
    oldest: int
    next: str

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


def read_inbox(user: User, today: date, *, which: str = "decide", mark: str = "") -> Inbox:
    """A page of 50 of one list; at most fourteen queries whatever their number, three where nothing waits."""
    asked = Asked.by(user)
    targets = targets_of(services_open(asked), today)
    bounds = [bounds_of(one, today) for one in targets.values()]
    told = tell(asked, today, bounds, place_of(mark if which == "decide" else ""), PAGE + 1)
    rows, next_mark = _page(user, told["places"], today, which, mark)
    lines = _lines(rows, targets, user, today)
    late, oldest = _pressure(told["waits"], targets, today)
    days = {targets[service].working_days for (service,) in told["services"] if service in targets}
    return Inbox(
        groups=_grouped(lines, which),
        tallies=dict(zip(LISTS, next(iter(told["tallies"]), (0,) * len(LISTS)), strict=True)),
        late=late,
        target=days.pop() if len(days) == 1 else None,
        oldest=oldest,
        next=next_mark,
    )


def _page(user: User, places: list[Place], today: date, which: str, mark: str) -> tuple[list[Referral], str]:
    if which == "decide":
        return _to_decide(places)
    visible = Referral.objects.visible_to(user)
    found = {
        "asked": visible.with_referrer(),
        "waiting": visible.waiting(),
        "redirected": visible.redirected_unacknowledged(),
        "decided": visible.decided_since(today - RECENT),
    }[which]
    latest = latest_decision()
    review, decided = Subquery(latest.values("review_on")[:1]), Subquery(latest.values("decided_on")[:1])
    order = {"waiting": ("review", "id"), "asked": ("due_date", "id")}.get(which, ("-decided", "-id"))
    rows = list(_fetched(found.annotate(review=review, decided=decided).order_by(*order))[_start(mark) :][: PAGE + 1])
    return rows[:PAGE], str(_start(mark) + PAGE) if len(rows) > PAGE else ""


def _to_decide(found: list[Place]) -> tuple[list[Referral], str]:
    """The referrals of a page, fetched by the ids that came through the gate in their order."""
    page = found[:PAGE]
    known = {one.pk: one for one in _fetched(Referral.objects.filter(pk__in=[pk for *_, pk in page]))} if page else {}
    for band, *_, pk in page:
        known[pk].band = band  # type: ignore[attr-defined]
    return [known[pk] for *_, pk in page], mark_of(page[-1]) if len(found) > PAGE else ""


def _start(mark: str) -> int:
    """These lists are short (30 days, or a waiting list), so they page by number."""
    return whole_number(mark, most=99_999) or 0


def _fetched(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    rows = rows.select_related("service", "team", "sent_by", "case", "acknowledgement")
    return rows.prefetch_related("decisions__decided_by", "questions__asked_by")


def _lines(rows: list[Referral], targets: dict[UUID, Target], user: User, today: date) -> list[Line]:
    searches = search_all(rows, user) if rows else {}
    labels = labels_of({row.service_id for row in rows}, today)
    teams = user.teams_with(Permission.TRIAGE)
    return [
        _line(row, targets.get(row.service_id), searches[row.pk], labels, row.team_id in teams, today) for row in rows
    ]


def _line(row: Referral, target: Target | None, search: Search, labels: Labels, may_decide: bool, today: date) -> Line:
    decisions, questions = list(row.decisions.all()), list(row.questions.all())
    turns = turns_of(row.received_on, questions, target.calendar, today) if target else Turns(0, 0)
    due = row.due_date if row.born_on is None else None
    return Line(
        referral=row,
        band=getattr(row, "band", WITHIN),
        source=labels.source(row),
        age=age_on(row.date_of_birth, today) if row.date_of_birth else None,
        gestation_days=max(0, gestation_days_on(today, due)) if due else None,
        weeks_left=weeks_available(today, due) if due else None,
        born_days=(today - row.born_on).days if row.born_on else None,
        turns=turns,
        over=max(0, turns.team - target.working_days) if target else 0,
        checks=tuple(checks_of(row, today, labels.concealment(row))),
        missing=tuple(missing_for_acceptance(row)),
        search=search,
        may_decide=may_decide,
        acknowledged=hasattr(row, "acknowledgement"),
        question=questions[-1] if questions else None,
        last=decisions[-1] if decisions else None,
    )


def _grouped(lines: list[Line], which: str) -> tuple[Group, ...]:
    if which != "decide":
        return (Group(WITHIN, tuple(lines)),) if lines else ()
    bands = ((band, tuple(line for line in lines if line.band == band)) for band in BANDS)
    return tuple(Group(band, found) for band, found in bands if found)


def _pressure(rows: list[tuple[UUID, date, int]], targets: dict[UUID, Target], today: date) -> tuple[int, int]:
    """How many are past the target, and the team's working days of the oldest."""
    waits = [(one, one.waited(day, today), n) for service, day, n in rows if (one := targets.get(service))]
    late = sum(n for one, waited, n in waits if waited > one.working_days)
    return late, max((waited for _one, waited, _n in waits), default=0)
