"""Children of a pregnancy from the first day on, their births and their losses."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from families import gestation
from families.actions.births import EARLIEST_BIRTH, LATEST_BIRTH
from families.importing.bulk import Fresh, fresh
from families.importing.cells import clock, nhs_number, one_of, past_day, text, whole
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, ids, refers
from families.models import Birth, Case, Child, FamilyMember, Loss, Person, PersonName, Pregnancy
from families.models.choices import ChildState, LossKind

STILLBIRTH_FROM = 24 * 7  # days; Births and Deaths Registration Act 1953


class ChildSheet(Sheet):
    """One row for each baby of a pregnancy, before birth and after."""

    name = "children"
    about = "The babies of a pregnancy: two rows for twins. Names and dates of birth stand in births.csv."
    columns = (
        refers("pregnancy", "pregnancies"),
        Column("birth_order", whole(1, 6), blank=1),
        Column("known_from", past_day, required=True),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, UUID]:
        """The family of each pregnancy."""
        found = Pregnancy.objects.filter(pk__in=ids(rows, "pregnancy"))
        return dict(found.values_list("pk", "family_id"))

    def records(self, row: Row, facts: dict[UUID, UUID], run: Run) -> list[Fresh]:
        person = fresh(Person, partnership=run.partnership, **run.stamp())
        family = facts[row["pregnancy"]]
        child = fresh(
            Child,
            family_id=family,
            person=person,
            pregnancy_id=row["pregnancy"],
            birth_order=row["birth_order"],
            **run.stamp(),
        )
        member = fresh(
            FamilyMember, family_id=family, person=person, relation="child", valid_from=row["known_from"], **run.stamp()
        )
        row.record = child.pk
        return [person, child, member]


@frozen
class _Facts:
    """The children of the batch, and the first day of referral for each pregnancy."""

    children: dict[UUID, Child]
    referred: dict[UUID, date]


def _children(rows: list[Row]) -> dict[UUID, Child]:
    found = Child.objects.filter(pk__in=ids(rows, "child")).select_related("person", "pregnancy__mother", "birth")
    return found.in_bulk()


def _referred(children: Iterable[Child]) -> dict[UUID, date]:
    pregnancies = {child.pregnancy_id for child in children}
    about = Q(pregnancy__in=pregnancies) | Q(child__pregnancy__in=pregnancies)
    found = Case.objects.filter(about).values_list("pregnancy_id", "child__pregnancy_id").annotate(Min("referred_on"))
    first: dict[UUID, date] = {}
    for own, through_child, day in found:
        pregnancy = own or through_child
        first[pregnancy] = min(day, first.get(pregnancy, day))
    return first


class BirthSheet(Sheet):
    """The birth that fills a child's row."""

    name = "births"
    about = "Live births, one row for each baby."
    columns = (
        refers("child", "children"),
        Column("born_on", past_day, required=True),
        Column("born_at", clock),
        Column("weight", whole(200, 8000), about="In grams."),
        Column("place", text(120), blank=""),
        Column("given_name", text(100), blank=""),
        Column("family_name", text(100), blank=""),
        Column("nhs_number", nhs_number, blank=""),
        Column("before_referral_reason", text(200), blank="", about="Why born before booking or referral."),
    )
    after = ("cases", "due_dates")

    def look_up(self, rows: list[Row], run: Run) -> _Facts:
        children = _children(rows)
        return _Facts(children, _referred(children.values()))

    def faults(self, row: Row, facts: _Facts, run: Run) -> Iterable[Fault]:
        child, born_on = facts.children[row["child"]], row["born_on"]
        pregnancy = child.pregnancy
        if child.state != ChildState.UNBORN:
            yield Fault("child", _("The birth of this child is recorded already."))
        if pregnancy.mother.date_of_birth and born_on <= pregnancy.mother.date_of_birth:
            yield Fault("born_on", _("The baby cannot be born before the mother."))
        days = _gestation_on(child, born_on)
        if days is not None and not EARLIEST_BIRTH <= days <= LATEST_BIRTH:
            yield Fault("born_on", _("With the due date in force this is not between 20 and 45 weeks."))
        starts = [day for day in (pregnancy.booked_on, facts.referred.get(pregnancy.pk)) if day]
        if any(born_on < day for day in starts) and not row["before_referral_reason"]:
            yield Fault("before_referral_reason", _("Born before the booking or the referral: say why."))

    def records(self, row: Row, facts: _Facts, run: Run) -> list[Fresh]:
        child = facts.children[row["child"]]
        birth = fresh(
            Birth,
            child_id=child.pk,
            born_on=row["born_on"],
            born_at=row["born_at"],
            gestation_days=_gestation_on(child, row["born_on"]),
            weight=row["weight"],
            place=row["place"],
            before_referral_reason=row["before_referral_reason"],
            **run.stamp(),
        )
        if not (row["given_name"] or row["family_name"]):
            return [birth]
        name = fresh(
            PersonName,
            person_id=child.person_id,
            given_name=row["given_name"],
            family_name=row["family_name"],
            valid_from=row["born_on"],
            **run.stamp(),
        )
        return [birth, name]

    def finish(self, rows: list[Row], facts: _Facts, run: Run) -> None:
        born = [facts.children[row["child"]] for row in rows]
        for row, child in zip(rows, born, strict=True):
            child.person.given_name, child.person.family_name = row["given_name"], row["family_name"]
            child.person.date_of_birth, child.person.nhs_number = row["born_on"], row["nhs_number"]
        _set_state(born, ChildState.BORN)
        people = [child.person for child in born]
        Person.objects.bulk_update(
            people, ["given_name", "family_name", "date_of_birth", "nhs_number"], batch_size=1000
        )
        end_pregnancies({child.pregnancy_id for child in born})


class LossSheet(Sheet):
    """The end of a child's life, before, at or after birth."""

    name = "losses"
    about = "Miscarriages, stillbirths, terminations and deaths after birth, one row for each child."
    columns = (
        refers("child", "children"),
        Column("kind", one_of(*LossKind.values), required=True),
        Column("lost_on", past_day, required=True),
    )
    after = ("births",)

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, Child]:
        return _children(rows)

    def faults(self, row: Row, facts: dict[UUID, Child], run: Run) -> Iterable[Fault]:
        child, kind, lost_on = facts[row["child"]], row["kind"], row["lost_on"]
        if child.state not in (ChildState.UNBORN, ChildState.BORN):
            yield Fault("child", _("The loss of this child is recorded already."))
        if (kind == LossKind.NEONATAL_DEATH) != (child.state == ChildState.BORN):
            yield Fault("kind", _("A death after birth needs a birth, and every other loss that there is none."))
        born_on = child.person.date_of_birth
        if born_on and lost_on < born_on:
            yield Fault("lost_on", _("This is before the birth."))
        yield from _wrong_gestation(kind, None if born_on else _gestation_on(child, lost_on))

    def records(self, row: Row, facts: dict[UUID, Child], run: Run) -> list[Fresh]:
        child = facts[row["child"]]
        after_birth = row["kind"] == LossKind.NEONATAL_DEATH
        days = None if after_birth else _gestation_on(child, row["lost_on"])
        loss = fresh(
            Loss, child_id=child.pk, kind=row["kind"], lost_on=row["lost_on"], gestation_days=days, **run.stamp()
        )
        return [loss]

    def finish(self, rows: list[Row], facts: dict[UUID, Child], run: Run) -> None:
        died = [row for row in rows if row["kind"] == LossKind.NEONATAL_DEATH]
        for row in died:
            facts[row["child"]].person.died_on = row["lost_on"]
        dead = [facts[row["child"]] for row in died]
        Person.objects.bulk_update([child.person for child in dead], ["died_on"], batch_size=1000)
        _set_state(dead, ChildState.DIED)
        _set_state([facts[row["child"]] for row in rows if row not in died], ChildState.LOST)
        end_pregnancies({facts[row["child"]].pregnancy_id for row in rows})


def _wrong_gestation(kind: str, days: int | None) -> Iterable[Fault]:
    if days is None:
        return
    if not 0 <= days <= gestation.LONGEST_PREGNANCY:
        yield Fault("lost_on", _("With the due date in force the pregnancy did not go on that day."))
    elif kind == LossKind.MISCARRIAGE and days >= STILLBIRTH_FROM:
        yield Fault("kind", _("From 24+0 a loss is a stillbirth; this is %s.") % gestation.Gestation(days))
    elif kind == LossKind.STILLBIRTH and days < STILLBIRTH_FROM:
        yield Fault("kind", _("Before 24+0 a loss is a miscarriage; this is %s.") % gestation.Gestation(days))


def _gestation_on(child: Child, day: date) -> int | None:
    due = child.pregnancy.due_date if child.pregnancy else None
    return gestation.gestation_days_on(day, due) if due else None


def _set_state(children: list[Child], state: str) -> None:
    Child.objects.filter(pk__in=[child.pk for child in children]).update(state=state)


def end_pregnancies(pregnancies: Iterable[Any]) -> None:
    """Set the day on which each pregnancy ended, where no child of it is unborn any more."""
    over = (
        Pregnancy.objects.filter(pk__in=list(pregnancies))
        .exclude(children__state=ChildState.UNBORN)
        .annotate(
            last_birth=Max("children__birth__born_on"),
            # A death after birth does not prolong the pregnancy.
            last_loss=Max("children__loss__lost_on", filter=Q(children__birth__isnull=True)),
        )
    )
    changed = list(over)
    for pregnancy in changed:
        pregnancy.ended_on = max(day for day in (pregnancy.last_birth, pregnancy.last_loss) if day)
    Pregnancy.objects.bulk_update(changed, ["ended_on"], batch_size=1000)
