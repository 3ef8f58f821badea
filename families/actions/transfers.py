"""Passing a case to another team: it changes hands when the other team takes it, and not before."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Team, User
from accounts.roles import Permission, roles_granting
from activity.edits import save_edit
from activity.errors import Message
from activity.notify import notify
from families.access import check_can_write
from families.actions.carrying_over import carry_over, check_can_be_closed_so
from families.actions.closures import closure_in_force
from families.actions.holding import holding
from families.actions.renew import renew_case
from families.actions.rows import change
from families.days import today
from families.errors import AlreadyRecorded, CannotTransfer, NotYours
from families.models import (
    Case,
    Cover,
    Restriction,
    Service,
    ServiceKind,
    ServiceVersion,
    Transfer,
    Visit,
    VisitCase,
    VisitNote,
    VisitWorker,
)
from families.querysets.dated import holds_on


@holding
def ask_transfer(
    *, case: Case, to_team: Team, to_service: Service | None = None, reason: str, summary: str, by: User
) -> Transfer:
    """Ask another team of the partnership to take the case over, for ``to_service`` where that is another one.

    Until they answer everything stays as it is. Another service opens a case of its own, and this one closes: for
    that a manager asks. Raises ``NotYours``, ``CaseIsClosed``, ``CannotTransfer`` (no such team or service, a closure
    that waits, a restricted family, notes that nobody has signed), or ``AlreadyRecorded`` where a transfer waits.
    """
    case = Case.objects.select_for_update(of=("self",)).for_reading().get(pk=case.pk)
    check_can_write(by, case)
    if (to_team, to_service) not in ways_to_go(case, by):
        raise CannotTransfer(_("Choose a team from the list."), field="to_team")
    check_can_go(case)
    if to_service is not None:
        check_can_be_closed_so(case)
    try:
        with transaction.atomic():
            asked = Transfer.objects.create(
                case=case, from_team=case.team, to_team=to_team, to_service=to_service, reason=reason.strip(),
                summary=summary.strip(), asked_on=today(), asked_by=by, entered_by=by,
            )  # fmt: skip
    except IntegrityError as broken:
        raise AlreadyRecorded(_("A transfer of this case waits for an answer already.")) from broken
    _tell(asked, _managers(to_team), _("a transfer waits for your team’s answer."), by)
    return asked


@transaction.atomic
def accept_transfer(*, transfer: Transfer, expected_version: int, by: User) -> Transfer:
    """Take the case over: from now on it is the receiving team's, with everything in it.

    Allocations and cover of the old team end today, and their workers read and write until then. Planned
    visits and open tasks stay, for nobody until the new team takes them. Another service goes on with a case of its
    own (see :func:`~families.actions.carrying_over.carry_over`). Raises ``NotYours``,
    ``AlreadyRecorded``, ``CannotTransfer`` or ``StaleEdit``.
    """
    case = _answering(transfer, by)
    check_can_go(case)
    changes: dict[str, Any] = {"accepted_on": today(), "answered_by": by}
    workers = [row.worker for row in case.allocations.current(today()).select_related("worker")]
    if transfer.version == expected_version and transfer.to_service_id:
        changes["to_case"] = carry_over(case=case, transfer=transfer, by=by)
    done = save_edit(transfer, expected_version=expected_version, changes=changes, by=by)
    if not transfer.to_service_id:
        change(case, team=transfer.to_team)
        _let_go(case)
        renew_case(case=case, by=by)
    _tell(done, [*workers, transfer.asked_by, *_managers(transfer.from_team)], _("the transfer was accepted."), by)
    return done


@transaction.atomic
def refuse_transfer(*, transfer: Transfer, expected_version: int, reason: str, by: User) -> Transfer:
    """Leave the case where it is, with a reason. Raises as :func:`accept_transfer`."""
    _answering(transfer, by)
    if not reason.strip():
        raise CannotTransfer(_("Say why the case stays where it is."), field="refused_reason")
    changes = {"refused_on": today(), "refused_reason": reason.strip()[:200], "answered_by": by}
    done = save_edit(transfer, expected_version=expected_version, changes=changes, by=by)
    _tell(done, [transfer.asked_by, *_managers(transfer.from_team)], _("the transfer was refused."), by)
    return done


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, by: User) -> Transfer:
    """Take the question back while nobody has answered. Raises ``NotYours`` or ``AlreadyRecorded``."""
    if not by.holds(Permission.ALLOCATE, team=transfer.from_team_id):
        raise NotYours
    row = _waiting(transfer)
    return save_edit(row, expected_version=row.version, changes={"withdrawn_on": today(), "answered_by": by}, by=by)


def teams_to_ask(case: Case) -> QuerySet[Team]:
    """Other teams in use, of the same partnership, in which somebody could take the case over today."""
    able = Membership.objects.on(today()).filter(roles__overlap=roles_granting(Permission.ALLOCATE))
    teams = Team.objects.filter(partnership=case.partnership_id, is_active=True, memberships__in=able)
    return teams.exclude(pk=case.team_id).distinct().order_by("name")


def ways_to_go(case: Case, by: User) -> list[tuple[Team, Service | None]]:
    """The teams that could take the case over, each for the same service (None) and for others that it offers.

    Another service closes the case here: that is for those who may sign a closing.
    """
    teams = list(teams_to_ask(case).prefetch_related("services"))
    own = case.service_version.service_id
    closes = by.holds(Permission.SIGN_CLOSURE, team=case.team_id)
    ready = set(ServiceVersion.objects.in_force(today()).of_casework().values_list("service", flat=True))
    found: list[tuple[Team, Service | None]] = []
    for team in teams:
        offered = [one for one in team.services.all() if one.kind == ServiceKind.CASEWORK]
        if not offered or any(one.pk == own for one in offered):
            found.append((team, None))
        if closes:
            others = sorted((one for one in offered if one.pk != own and one.pk in ready), key=lambda one: one.name)
            found += [(team, one) for one in others]
    return found


def check_can_go(case: Case) -> None:
    """Raise ``CannotTransfer`` with what has to be done first."""
    if closure_in_force(case):
        raise CannotTransfer(_("The case is about to close. Answer the closure first."))
    if Restriction.objects.filter(holds_on(today()), family=case.family_id).exists():
        raise CannotTransfer(_("Only named people may see this family. Nobody of the other team could take it over."))
    unsigned = VisitNote.objects.filter(visit_case__case=case, signed_at__isnull=True).count()
    if unsigned:
        raise CannotTransfer(
            _("%(n)s visit notes are not signed. Sign or discard them first, so that nothing stays behind.")
            % {"n": unsigned}
        )


def _answering(transfer: Transfer, by: User) -> Case:
    if not by.holds(Permission.ALLOCATE, team=transfer.to_team_id):
        raise NotYours
    case = Case.objects.select_for_update(of=("self",)).for_reading().get(pk=transfer.case_id)
    _waiting(transfer)
    return case


def _waiting(transfer: Transfer) -> Transfer:
    row = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if row.state != "waiting":
        raise AlreadyRecorded(_("This transfer has been answered already."))
    return row


def _let_go(case: Case) -> None:
    """The old team's people keep the case until tonight; what was to begin later never begins."""
    ahead = case.allocations.filter(starts__gt=today())
    Cover.objects.filter(allocation__in=ahead).delete()
    ahead.delete()
    for allocation in case.allocations.current(today()):
        allocation.ends = today()
        allocation.save(update_fields=["ends"])
        allocation.covers.filter(starts__gt=today()).delete()
        allocation.covers.filter(ends__gt=today()).update(ends=today())
    for task in case.tasks.filter(done_on__isnull=True, cancelled_on__isnull=True, assigned_to__isnull=False):
        change(task, assigned_to=None)
    planned = Visit.objects.planned().filter(visit_cases__case=case)
    joint = VisitCase.objects.filter(visit__in=planned).exclude(case=case)
    VisitWorker.objects.filter(visit__in=planned).exclude(visit__in=joint.values("visit")).delete()


def _managers(team: Team) -> list[User]:
    return list(User.objects.able_to(Permission.ALLOCATE, team=team, on=today()))


def _tell(transfer: Transfer, users: list[User], text: Message, by: User) -> None:
    """Each once, and not the one who did it; the link leads to the transfer, which both sides may open."""
    for user in {one.pk: one for one in users if one.pk != by.pk}.values():
        with translation.override(user.language):
            line = f"{transfer.case.reference}: {text}"
        link = reverse("families:transfer", args=[transfer.pk])
        notify(user=user, kind="transfer", text=line, link=link, email=True, by=by)
