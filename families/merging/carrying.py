"""What moves, what changes and what is set aside when two records become one."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Max, Q

from families.actions.pregnancies import due_date_in_force
from families.merging.ledger import Ledger, Values
from families.merging.pairs import MERGED, Choices, Pairs
from families.merging.references import JOINABLE, Reference, registered
from families.models import Case, Child, Family, Person, PersonName, Pregnancy
from families.models.choices import Answer, ChildState, YesNoUnknown

LIFE = (ChildState.UNBORN, ChildState.BORN, ChildState.LOST, ChildState.DIED)
"""In the order in which a child's life goes: of two records the later state is known to be true."""

SAME_NAME = "the_same_name"


def carry(ledger: Ledger, pairs: Pairs, choices: Choices) -> None:
    """Do it all: join, settle what the kept rows hold, and move every row that refers to a joined one."""
    rows = {label: _rows(label, pairs) for label in JOINABLE}
    for found in rows.values():
        for gone, kept in found:
            ledger.join(gone, kept.pk)
    overrides = _settle(ledger, rows, choices)
    for model, references in _by_model():
        _move_rows(ledger, pairs, model, references, overrides)
    for gone, pregnancy in rows["families.Pregnancy"]:
        ledger.change(pregnancy, _as_its_rows_say(gone, pregnancy))


Overrides = dict[Any, Values | None]
"""By row: what else changes as it moves, or None where it stays."""


def _rows(label: str, pairs: Pairs) -> list[tuple[Any, Any]]:
    joined = pairs.gone(label)
    model: Any = {"families.Person": Person, "families.Family": Family, "families.Pregnancy": Pregnancy,
                  "families.Child": Child, "families.Case": Case}[label]  # fmt: skip
    found = model.with_merged.in_bulk([*joined, *joined.values()])
    return [(found[gone], found[kept]) for gone, kept in sorted(joined.items())]


def _settle(ledger: Ledger, rows: dict[str, list[tuple[Any, Any]]], choices: Choices) -> Overrides:
    overrides: Overrides = {}
    for gone, kept in rows["families.Person"]:
        stands = choices if gone.pk == ledger.merge.merged_id else _silences(gone, kept)
        _settle_person(ledger, gone, kept, stands)
        overrides |= _names(ledger, gone, kept, stands.name)
    for gone, kept in rows["families.Family"]:
        apart = kept.parents_kept_apart or gone.parents_kept_apart
        ledger.change(kept, {"parents_kept_apart": apart}, always=True)
    for gone, kept in rows["families.Pregnancy"]:
        _settle_pregnancy(ledger, gone, kept)
        overrides |= _further_babies(gone, kept, {one.pk for one, _kept in rows["families.Child"]})
    for gone, kept in rows["families.Child"]:
        state = max(kept.state, gone.state, key=lambda one: LIFE.index(ChildState(one)))
        ledger.change(kept, {"state": str(state)})
    for gone, kept in rows["families.Case"]:
        ledger.change(kept, _earliest(gone, kept))
    return overrides


def _silences(gone: Person, kept: Person) -> Choices:
    """For a child that comes along: the kept record stands, its silences are filled."""
    return Choices(
        name=MERGED if gone.full_name and not kept.full_name else "kept",
        nhs_number=MERGED if gone.nhs_number and not kept.nhs_number else "kept",
        date_of_birth=MERGED if gone.date_of_birth and not kept.date_of_birth else "kept",
    )


def _settle_person(ledger: Ledger, gone: Person, kept: Person, choices: Choices) -> None:
    values: Values = {}
    if choices.name == MERGED:
        values |= {"given_name": gone.given_name, "family_name": gone.family_name}
    if choices.date_of_birth == MERGED:
        values["date_of_birth"] = gone.date_of_birth
    values |= _filled(gone, kept)
    if choices.nhs_number == MERGED and gone.nhs_number != kept.nhs_number:
        number, checked = gone.nhs_number, gone.nhs_number_verified
        # The kept record's own number goes to the joined one: it is unique, and search still finds it there.
        ours, ours_checked = kept.nhs_number, kept.nhs_number_verified
        ledger.change(gone, {"nhs_number": "", "nhs_number_verified": False})
        ledger.change(kept, values | {"nhs_number": number, "nhs_number_verified": checked})
        ledger.change(gone, {"nhs_number": ours, "nhs_number_verified": ours_checked})
    else:
        ledger.change(kept, values)


def _filled(gone: Person, kept: Person) -> Values:
    """What the kept record does not say, and the joined one does."""
    values: Values = {}
    if gone.died_on and not kept.died_on:
        values["died_on"] = gone.died_on
    if gone.language and not kept.language:
        values["language"] = gone.language
    if kept.interpreter_needed == YesNoUnknown.UNKNOWN:
        values["interpreter_needed"] = gone.interpreter_needed
    if kept.care_leaver_answer == Answer.NOT_ASKED:
        values |= {"care_leaver": gone.care_leaver, "care_leaver_answer": gone.care_leaver_answer}
    return values


def _names(ledger: Ledger, gone: Person, kept: Person, stands: str) -> Overrides:
    """One name is in use at a time: the other record's become aliases, which search finds."""
    ours, theirs = list(kept.names.order_by("id")), list(gone.names.order_by("id"))
    if stands == MERGED:
        for name in ours:
            if name.kind == PersonName.Kind.USUAL:
                ledger.change(name, {"kind": str(PersonName.Kind.ALIAS)})
        return {}
    known = {str(one) for one in ours}
    usual = [one for one in theirs if one.kind == PersonName.Kind.USUAL]
    return {one.pk: None if str(one) in known else {"kind": str(PersonName.Kind.ALIAS)} for one in usual}


def _settle_pregnancy(ledger: Ledger, gone: Pregnancy, kept: Pregnancy) -> None:
    booked = min((one.booked_on for one in (gone, kept) if one.booked_on), default=None)
    ledger.change(
        kept,
        {
            "booked_on": booked,
            "late_booking_reason": kept.late_booking_reason or gone.late_booking_reason,
            "concealed": kept.concealed or gone.concealed,
            "due_date": kept.due_date or gone.due_date,
        },
    )


def _as_its_rows_say(gone: Pregnancy, kept: Pregnancy) -> Values:
    """The due date of the best estimate of both; over once the joined one was, unless a baby is still awaited."""
    awaited = kept.children.filter(state=ChildState.UNBORN).exists()
    return {
        "due_date": due_date_in_force(kept) or kept.due_date,
        "ended_on": kept.ended_on if awaited else kept.ended_on or gone.ended_on,
    }


def _further_babies(gone: Pregnancy, kept: Pregnancy, joined: set[Any]) -> Overrides:
    """A baby whom only the joined record knows is the next one of the pregnancy."""
    last = kept.children.aggregate(last=Max("birth_order"))["last"] or 0
    rest = [one for one in gone.children.order_by("birth_order") if one.pk not in joined]
    return {child.pk: {"birth_order": last + number} for number, child in enumerate(rest, 1)}


def _earliest(gone: Case, kept: Case) -> Values:
    """The family was referred when the first of the two referrals came."""
    return {
        "referred_on": min(gone.referred_on, kept.referred_on),
        "opened_on": min(gone.opened_on, kept.opened_on),
        "tier": kept.tier or gone.tier,
        "complexity": kept.complexity or gone.complexity,
    }


def _by_model() -> Iterable[tuple[type[models.Model], list[Reference]]]:
    found: dict[str, list[Reference]] = {}
    for one in registered():
        found.setdefault(one.model, []).append(one)
    for references in found.values():
        if any(not one.stays for one in references):
            yield references[0].model_class, references


def _move_rows(
    ledger: Ledger, pairs: Pairs, model: type[models.Model], references: list[Reference], overrides: Overrides
) -> None:
    moving = [one for one in references if not one.stays]
    held = [one for one in references if one.stays and one.target]
    named = Q()
    for one in moving:
        named |= Q(**{f"{one.attname}__in": list(joined_ids(pairs, one))})
    if not any(joined_ids(pairs, one) for one in moving):
        return
    itself = pairs.gone(model._meta.label)
    rows: list[tuple[models.Model, Values]] = []
    for row in model._base_manager.filter(named).order_by("pk"):
        if row.pk in itself or any(getattr(row, one.attname) in pairs.gone(one.target) for one in held):
            continue  # it is joined itself, or hangs on something that is
        more = overrides.get(row.pk, {})
        if more is None:
            ledger.set_aside(row, SAME_NAME)
        else:
            rows.append((row, new_place(row, moving, pairs) | more))
    ledger.move(rows, moving)


def joined_ids(pairs: Pairs, one: Reference) -> dict[Any, Any]:
    """Joined → kept, as the field of a reference holds them."""
    return pairs.gone(one.target) if one.target else pairs.everything()


def new_place(row: models.Model, moving: list[Reference], pairs: Pairs) -> Values:
    """What the references of a row hold afterwards, where that differs."""
    found = {one.attname: joined_ids(pairs, one).get(getattr(row, one.attname)) for one in moving}
    return {name: value for name, value in found.items() if value is not None}
