"""People: parents, brothers and sisters, relatives. The unborn stand in ``children``."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import (
    WrongCell,
    chosen,
    day,
    key_of,
    nhs_number,
    one_of,
    past_day,
    postcode,
    text,
    uprn,
    yes_no,
)
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, in_order, refers
from families.models import Address, ContactChannel, Person, PersonFact, PersonName
from families.models.choices import Answer, Channel, YesNoUnknown

SILENCES = (Answer.PREFER_NOT_TO_SAY, Answer.NOT_ASKED)


class PersonSheet(Sheet):
    """A person with the name in use, and where they live and may be rung, since ``known_from``."""

    name = "people"
    about = "Everybody who is born, one row each."
    columns = (
        Column("given_name", text(100), blank=""),
        Column("family_name", text(100), required=True),
        Column("date_of_birth", past_day),
        Column("nhs_number", nhs_number, blank="", about="Ten digits, checked; may be empty."),
        Column("nhs_verified", yes_no, blank=False, about="Traced and found right."),
        Column("language", text(8), blank="", about="en, cy or another code; empty: not asked."),
        Column("interpreter", one_of(*YesNoUnknown.values), blank=YesNoUnknown.UNKNOWN),
        Column("care_leaver", one_of("yes", "no", *SILENCES), blank=Answer.NOT_ASKED),
        Column("known_from", past_day, required=True, about="Since when the team knows them."),
        Column("address", text(250), blank=""),
        Column("postcode", postcode, blank=""),
        Column("uprn", uprn, blank=""),
        Column("no_fixed_abode", yes_no, blank=False),
        Column("address_confidential", yes_no, blank=False),
        Column("phone", text(30), blank=""),
        Column("phone_safe", one_of(*YesNoUnknown.values), blank=YesNoUnknown.UNKNOWN),
        Column("safe_times", text(120), blank=""),
    )

    def faults(self, row: Row, facts: None, run: Run) -> Iterable[Fault]:
        born, known = row["date_of_birth"], row["known_from"]
        if born and born > known:
            yield Fault("date_of_birth", _("Nobody is known before birth: the unborn stand in children.csv."))
        if row["nhs_verified"] and not row["nhs_number"]:
            yield Fault("nhs_verified", _("There is no number to be verified."))
        if row["uprn"] and not (row["address"] or row["postcode"] or row["no_fixed_abode"]):
            yield Fault("address", _("Give the address of the UPRN."))

    def records(self, row: Row, facts: None, run: Run) -> list[Fresh]:
        care = row["care_leaver"]
        person = fresh(
            Person,
            partnership=run.partnership,
            given_name=row["given_name"],
            family_name=row["family_name"],
            date_of_birth=row["date_of_birth"],
            nhs_number=row["nhs_number"],
            nhs_number_verified=row["nhs_verified"],
            language=row["language"],
            interpreter_needed=row["interpreter"],
            care_leaver="" if care in SILENCES else care,
            care_leaver_answer=care if care in SILENCES else Answer.GIVEN,
            **run.stamp(),
        )
        return [person, *_about(person, row, {"valid_from": row["known_from"], **run.stamp()})]


def _about(person: Fresh, row: Row, since: dict[str, Any]) -> Iterable[Fresh]:
    yield fresh(PersonName, person=person, given_name=row["given_name"], family_name=row["family_name"], **since)
    if row["address"] or row["postcode"] or row["no_fixed_abode"]:
        yield fresh(
            Address,
            person=person,
            lines=row["address"],
            postcode=row["postcode"],
            uprn=row["uprn"],
            no_fixed_abode=row["no_fixed_abode"],
            confidential=row["address_confidential"],
            **since,
        )
    if row["phone"]:
        yield fresh(
            ContactChannel,
            person=person,
            channel=Channel.CALL,
            value=row["phone"],
            safe=row["phone_safe"],
            safe_times=row["safe_times"],
            **since,
        )


class OtherNameSheet(Sheet):
    """Earlier names and aliases, by which somebody must be found."""

    name = "other_names"
    about = "Earlier names and names also used."
    columns = (
        refers("person", "people"),
        Column("kind", one_of(PersonName.Kind.PREVIOUS, PersonName.Kind.ALIAS), required=True),
        Column("given_name", text(100), blank=""),
        Column("family_name", text(100), required=True),
        Column("starts", day, required=True),
        Column("ends", day),
    )

    def faults(self, row: Row, facts: None, run: Run) -> Iterable[Fault]:
        return in_order(row, "starts", "ends", _("A name ends after it starts."))

    def records(self, row: Row, facts: None, run: Run) -> list[Fresh]:
        name = fresh(
            PersonName,
            person_id=row["person"],
            kind=row["kind"],
            given_name=row["given_name"],
            family_name=row["family_name"],
            valid_from=row["starts"],
            valid_to=row["ends"],
            **run.stamp(),
        )
        return [name]


class MonitoringSheet(Sheet):
    """Answers to equality-monitoring questions, silences of both kinds included."""

    name = "monitoring"
    about = "Equality monitoring, a row for each question put to a person."
    columns = (
        refers("person", "people"),
        Column("question", key_of("monitoring"), required=True),
        Column("answer", text(80), required=True, about="A key, “prefer not to say” or “not asked”."),
        Column("recorded_on", past_day, required=True),
    )

    def faults(self, row: Row, facts: None, run: Run) -> Iterable[Fault]:
        try:
            chosen(row["answer"], _answers(row, run))
        except WrongCell as wrong:
            yield Fault("answer", str(wrong))

    def records(self, row: Row, facts: None, run: Run) -> list[Fresh]:
        answer = chosen(row["answer"], _answers(row, run))
        silent = answer in SILENCES
        fact = fresh(
            PersonFact,
            person_id=row["person"],
            question=row["question"],
            answer=answer if silent else Answer.GIVEN,
            value="" if silent else answer,
            recorded_on=row["recorded_on"],
            **run.stamp(),
        )
        return [fact]


def _answers(row: Row, run: Run) -> tuple[str, ...]:
    question = run.section("monitoring")[row["question"]]
    return (*(answer.key for answer in question.answers), *SILENCES)
