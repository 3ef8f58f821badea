"""Groups: opened, joined, held, and the register of who came."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.roles import Permission
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.access import check_can_write
from families.actions.holding import holding
from families.actions.renew import renew_case
from families.days import check_has_come, today
from families.definition_of import definition_of
from families.definitions.practical import GroupKind
from families.errors import DateImpossible, NotYours
from families.labels import by_key
from families.models import Attendance, Case, Group, GroupMember, GroupSession, ServiceVersion
from families.stages import first_contact_on


class GroupImpossible(RuleBroken):
    """What was told of a group does not fit together."""


def check_can_run(user: User, team: Any) -> None:
    """Groups are run by those who work cases in their team. Raises ``NotYours``."""
    if not user.holds(Permission.WORK_CASES, team=team):
        raise NotYours


def kind_of(group: Group) -> GroupKind:
    """What the definition says of its kind."""
    return by_key(definition_of(group.service_version).group_kinds, group.kind)


@transaction.atomic
def open_group(
    *, team: Team, version: ServiceVersion, kind: str, name: str, place: str = "", starts: date, by: User
) -> Group:
    """Open a group of a kind that the service's version knows. Raises ``NotYours`` or ``GroupImpossible``."""
    check_can_run(by, team.pk)
    if kind not in {one.key for one in definition_of(version).group_kinds}:
        raise GroupImpossible(_("The service has no such kind of group"), field="kind")
    return Group.objects.create(
        team=team, service_version=version, kind=kind, name=name, place=place, starts=starts, entered_by=by
    )


@transaction.atomic
def edit_group(*, group: Group, expected_version: int, changes: Mapping[str, Any], by: User) -> Group:
    """Change a group's name, place or days. Raises ``NotYours``, ``DateImpossible`` or ``StaleEdit``."""
    check_can_run(by, group.team_id)
    starts, ends = changes.get("starts", group.starts), changes.get("ends", group.ends)
    if ends and ends < starts:
        raise DateImpossible(_("It cannot end before it starts."), field="ends")
    held = group.sessions.order_by("-held_at").first()
    if ends and held and ends < timezone.localdate(held.held_at):
        raise DateImpossible(_("There was a session after that day."), field="ends")
    return save_edit(group, expected_version=expected_version, changes=changes, by=by)


@holding
def join_group(*, group: Group, case: Case, by: User) -> GroupMember:
    """Give somebody a place in a group from today, for an open case. Raises as ``check_can_write``,
    or ``GroupImpossible`` for a group that is over, of another partnership, or joined already."""
    check_can_write(by, case)
    if group.ends and group.ends < today():
        raise GroupImpossible(_("This group is over."), field="group")
    if group.team.partnership_id != case.partnership_id:
        raise GroupImpossible(_("This group belongs to another partnership."), field="group")
    try:
        with transaction.atomic():
            return GroupMember.objects.create(group=group, case=case, joined_on=today(), entered_by=by)
    except IntegrityError as broken:
        raise GroupImpossible(_("They have a place in this group already."), field="group") from broken


@transaction.atomic
def leave_group(*, place: GroupMember, by: User) -> GroupMember:
    """End a place today; leaving twice changes nothing. Raises as ``check_can_write``."""
    check_can_write(by, place.case)
    row = GroupMember.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if row.left_on is None:
        row.left_on = today()
        row.save(update_fields=["left_on"])
    return row


@transaction.atomic
def hold_session(
    *, group: Group, held_at: datetime, minutes: int | None = None, theme: str = "", by: User
) -> GroupSession:
    """Write down a session of a group, led by whoever writes. Raises ``NotYours``, ``DateImpossible`` for a
    time to come or outside the group's days, or ``GroupImpossible`` where it stands there already."""
    check_can_run(by, group.team_id)
    day = timezone.localdate(held_at)
    if held_at > timezone.now():
        raise DateImpossible(_("This time is still to come."), field="held_at")
    if day < group.starts or (group.ends and day > group.ends):
        raise DateImpossible(_("The group did not run on that day."), field="held_at")
    if group.sessions.filter(held_at=held_at).exists():
        raise GroupImpossible(_("This session is written down already."), field="held_at")
    return GroupSession.objects.create(
        group=group, held_at=held_at, minutes=minutes, theme=theme, led_by=by, entered_by=by,
        counts_as_contact=kind_of(group).counts_as_contact,
    )  # fmt: skip


@holding
def take_register(*, session: GroupSession, expected_version: int, came: Mapping[Case, bool], by: User) -> GroupSession:
    """Say who of those whom ``by`` may see came; the others' rows are left as they are.

    Each case's stage and clocks follow where the session counts as a contact. Raises ``NotYours``,
    ``CaseIsClosed`` never: what happened before a case closed may be written down later. ``StaleEdit``
    where somebody else took the register meanwhile.
    """
    check_can_run(by, session.group.team_id)
    day = timezone.localdate(session.held_at)
    check_has_come(day, field="held_at")
    visible = set(session.group.members.on(day).visible_to(by).values_list("case", flat=True))
    known = {row.case_id: row for row in session.register.select_for_update(of=("self",))}
    saved = save_edit(session, expected_version=expected_version, changes={}, by=by)
    for case, there in sorted(came.items(), key=lambda one: one[0].pk):
        if case.pk in visible:
            _write_down(session, case, known.get(case.pk), there, by)
    return saved


def _write_down(session: GroupSession, case: Case, row: Attendance | None, there: bool, by: User) -> None:
    """Say whether somebody came; the case is renewed where that moves its first contact."""
    before = first_contact_on(case)
    if row is None:
        Attendance.objects.create(session=session, case=case, came=there, entered_by=by)
    elif row.came != there:
        row.came = there
        row.save(update_fields=["came"])
    else:
        return
    if first_contact_on(case) != before:
        renew_case(case=case, by=by)
