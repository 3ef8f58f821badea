"""Read models of the panel's pages."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from accounts.models import Team, User
from accounts.roles import Permission
from families.definition_of import definition_of
from families.definitions.schema import PanelRule
from families.gestation import gestation_days_on, weeks_available
from families.models import ServiceVersion
from referrals.models import Panel, PanelItem, PanelMember, Referral
from referrals.reading.minutes import items_of, outcome_words
from referrals.reading.urgency import Target, targets_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
PAGE = 25


@dataclass(frozen=True)
class Line:
    """One item of the agenda. Gestation in days, weeks to the birth, working days waited."""

    item: PanelItem
    referral: Referral
    gestation_days: int | None
    weeks_left: int | None
    waited: int
    over: int
    outcome: str


@dataclass(frozen=True)
class PanelPage:
    panel: Panel
    lines: tuple[Line, ...]
    members: tuple[PanelMember, ...]
    may_write: bool

    @property
    def left(self) -> int:
        """How many have not been discussed."""
        return sum(line.item.outcome == PanelItem.Outcome.OPEN for line in self.lines)

    @property
    def attended(self) -> int:
        return sum(one.came == PanelMember.Came.YES for one in self.members)


@dataclass(frozen=True)
class Proposal:
    """When and where the next panel of a team would usually be."""

    team: Team
    rule: PanelRule | None
    held_on: date
    starts_at: time | None
    place: str


def teams_with_panels(user: User) -> list[Team]:
    """The teams whose panels ``user`` may hold."""
    return list(Team.objects.where(user, Permission.TRIAGE).filter(is_active=True).order_by("name"))


def propose(team: Team, today: date) -> Proposal:
    """The next usual day without a panel yet, and the place of the last one; from today where no rule says a day."""
    rule = _rule_of(team, today)
    last = Panel.objects.filter(team=team).first()
    called = set(Panel.objects.filter(team=team, held_on__gte=today).values_list("held_on", flat=True))
    return Proposal(
        team=team,
        rule=rule,
        held_on=_next_free(_next(rule, today) if rule else today, timedelta(days=7 if rule else 1), called),
        starts_at=time.fromisoformat(rule.starts_at) if rule else None,
        place=last.place if last else "",
    )


def read_panels(user: User, page: int) -> list[Panel]:
    """The panels that ``user`` may see, latest first; one more than a page where another page follows."""
    rows = Panel.objects.visible_to(user).select_related("team", "chair")
    return list(rows[(page - 1) * PAGE : page * PAGE + 1])


def read_panel(panel: Panel, user: User, today: date) -> PanelPage:
    """The agenda as far as ``user`` may see its referrals."""
    items = items_of(panel)
    visible = visible_referrals(panel, user)
    targets = targets_of({item.referral.service_id for item in items}, today)
    lines = tuple(_line(item, targets, today) for item in items if item.referral_id in visible)
    may_write = panel.closed_at is None and user.holds(Permission.TRIAGE, team=panel.team_id)
    return PanelPage(panel, lines, tuple(panel.members.all()), may_write)


def visible_referrals(panel: Panel, user: User) -> set:
    """Ids of the referrals on the agenda that ``user`` may see."""
    on_it = panel.items.values("referral")
    return set(Referral.objects.visible_to(user).filter(pk__in=on_it).values_list("pk", flat=True))


def may_review(item: PanelItem, user: User) -> bool:
    """Whether a dispute is open that ``user``, who did not take the decision, may settle."""
    dispute = item.dispute
    return dispute is not None and not dispute.finding and dispute.decision.decided_by_id != user.pk


def _line(item: PanelItem, targets: dict, today: date) -> Line:
    referral = item.referral
    target: Target | None = targets.get(referral.service_id)
    due = referral.due_date if referral.born_on is None else None
    waited = target.waited(referral.received_on, today) if target else 0
    return Line(
        item=item,
        referral=referral,
        gestation_days=max(0, gestation_days_on(today, due)) if due else None,
        weeks_left=weeks_available(today, due) if due else None,
        waited=waited,
        over=max(0, waited - target.working_days) if target else 0,
        outcome=outcome_words(item),
    )


def _rule_of(team: Team, today: date) -> PanelRule | None:
    versions = ServiceVersion.objects.in_force(today).filter(service__teams=team).order_by("service__slug")
    return next((rule for version in versions if (rule := definition_of(version).panel)), None)


def _next_free(first: date, step: timedelta, called: set[date]) -> date:
    day = first
    while day in called:
        day += step
    return day


def _next(rule: PanelRule, today: date) -> date:
    ahead = (WEEKDAYS.index(rule.weekday) - today.weekday()) % 7
    return today + timedelta(days=ahead)
