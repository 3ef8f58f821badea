"""Who somebody is: dated, checked, and never overwritten unseen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from families.models import (
    Address,
    Case,
    Child,
    ContactChannel,
    Family,
    FamilyMember,
    Person,
    PersonFact,
    SafetyFlag,
    Separation,
)
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
VALID, WRONG_CHECK = "999 000 0050", "999 000 0051"


@pytest.fixture
def worked() -> tuple[Case, User]:
    case, nurse, _parent = make.worked_case()
    return case, nurse


@pytest.fixture
def signed_in(client: Client, worked: tuple[Case, User]) -> Client:
    client.force_login(worked[1])
    return client


def page(name: str, person: Person, **more: object) -> str:
    return reverse(f"families:{name}", kwargs={"person_id": person.pk, **more})


def day(name: str, on: object = None) -> dict[str, int]:
    on = on or TODAY()
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def details(person: Person, **changes: object) -> dict[str, object]:
    given = {"version": person.version, "interpreter_needed": "no", "care_leaver": "not_asked"}
    return given | changes


def test_the_page_of_a_person_shows_what_is_known_and_what_was_never_asked(
    signed_in: Client, worked: tuple[Case, User]
) -> None:
    shown = signed_in.get(page("person", worked[0].client)).content.decode()
    assert "Ffion Sampl" in shown
    assert "SA1 1AA" in shown
    assert "Not asked" in shown


def test_an_nhs_number_is_checked_and_belongs_to_one_person(signed_in: Client, worked: tuple[Case, User]) -> None:
    person = worked[0].client
    edit = page("person_edit", person)
    wrong = signed_in.post(edit, details(person, nhs_number=WRONG_CHECK))
    assert wrong.status_code == 400
    assert b"check each digit" in wrong.content
    assert b"999 000 0051" in wrong.content
    other = make.member(worked[0].family, "grandparent", given_name="Carys", nhs_number="9990000050")
    assert b"already" in signed_in.post(edit, details(person, nhs_number=VALID)).content
    Person.objects.filter(pk=other.pk).update(nhs_number="")
    assert signed_in.post(edit, details(person, nhs_number=VALID)).status_code == 302
    person.refresh_from_db()
    assert (person.nhs_number, person.version) == ("9990000050", 2)


def test_two_editors_of_a_person_see_both_versions(signed_in: Client, worked: tuple[Case, User]) -> None:
    person = worked[0].client
    edit = page("person_edit", person)
    assert signed_in.post(edit, details(person, language="cy")).status_code == 302
    stale = signed_in.post(edit, details(person, language="en"))
    assert stale.status_code == 409
    person.refresh_from_db()
    assert person.language == "cy"


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("yes", ("yes", "given")),
        ("no", ("no", "given")),
        ("prefer_not_to_say", ("", "prefer_not_to_say")),
        ("not_asked", ("", "not_asked")),
    ],
)
def test_care_leaver_keeps_answers_and_silences_apart(
    signed_in: Client, worked: tuple[Case, User], answer: str, kept: tuple[str, str]
) -> None:
    person = worked[0].client
    signed_in.post(page("person_edit", person), details(person, care_leaver=answer))
    person.refresh_from_db()
    assert (person.care_leaver, person.care_leaver_answer) == kept


@pytest.mark.parametrize(("year", "words"), [(1900, b"120 years"), (2090, b"future")])
def test_a_date_of_birth_that_cannot_be_is_an_error(
    signed_in: Client, worked: tuple[Case, User], year: int, words: bytes
) -> None:
    person = worked[0].client
    born = {"date_of_birth-day": 1, "date_of_birth-month": 1, "date_of_birth-year": year}
    answer = signed_in.post(page("person_edit", person), details(person, **born))
    assert answer.status_code == 400
    assert words in answer.content


def test_the_unborn_get_their_date_of_birth_from_the_birth(signed_in: Client, worked: tuple[Case, User]) -> None:
    unborn = worked[0].pregnancy.children.get().person
    answer = signed_in.post(page("person_edit", unborn), details(unborn, **day("date_of_birth")))
    assert b"Record the birth" in answer.content
    assert "Baby of Sampl" in signed_in.get(page("person", unborn)).content.decode()


def test_an_older_child_is_not_born_after_it_left_its_parents(signed_in: Client, worked: tuple[Case, User]) -> None:
    brother = make.member(worked[0].family, "sibling", given_name="Brawd")
    child = Child.objects.create(family=worked[0].family, person=brother, state="born")
    Separation.objects.create(
        child=child, separated_on=TODAY() - timedelta(days=1), basis="care_order", carer="foster",
        counts_as_removal=True,
    )  # fmt: skip
    answer = signed_in.post(page("person_edit", brother), details(brother, **day("date_of_birth")))
    assert b"cannot be born after that" in answer.content


def test_a_new_name_ends_the_one_before_and_both_stay(signed_in: Client, worked: tuple[Case, User]) -> None:
    person = worked[0].client
    data = {"kind": "usual", "given_name": "Ffion", "family_name": "Newydd", "key": str(uuid4())} | day("from_day")
    for _press in range(2):
        assert signed_in.post(page("person_name", person), data).status_code == 302
    shown = signed_in.get(page("person", person)).content.decode()
    assert "Ffion Newydd" in shown
    assert "Ffion Sampl" in shown
    assert person.names.count() == 2


def test_a_postcode_takes_its_one_form_and_a_wrong_one_is_refused(signed_in: Client, worked: tuple[Case, User]) -> None:
    person = worked[0].client
    data = {"lines": "2 Heol Prawf", "postcode": "sa13sn", "uprn": "0012"} | day("from_day")
    wrong = signed_in.post(page("person_address", person), data | {"postcode": "nowhere"})
    assert wrong.status_code == 400
    assert b"not a postcode" in wrong.content
    assert b"up to 12 digits" in signed_in.post(page("person_address", person), data | {"uprn": "x"}).content
    assert signed_in.post(page("person_address", person), data).status_code == 302
    now = Address.objects.get(person=person, valid_to=None)
    assert (now.postcode, now.uprn) == ("SA1 3SN", "0012")


def test_no_fixed_abode_is_an_address_and_nothing_is_not(signed_in: Client, worked: tuple[Case, User]) -> None:
    person = worked[0].client
    assert b"no fixed abode" in signed_in.post(page("person_address", person), day("from_day")).content
    data = {"no_fixed_abode": "on"} | day("from_day")
    assert signed_in.post(page("person_address", person), data).status_code == 302
    assert "No fixed abode" in signed_in.get(page("person", person)).content.decode()


def test_an_address_cannot_begin_before_the_one_in_force(signed_in: Client, worked: tuple[Case, User]) -> None:
    person = worked[0].client
    data = {"lines": "2 Heol Prawf"} | day("from_day", TODAY() - timedelta(days=200))
    answer = signed_in.post(page("person_address", person), data)
    assert answer.status_code == 400
    assert b"must begin later" in answer.content


def test_a_channel_says_whether_it_is_safe_and_goes_out_of_use(signed_in: Client, worked: tuple[Case, User]) -> None:
    person = worked[0].client
    data = {"channel": "voicemail", "value": "07700 900461", "safe": "no", "note": "Partner listens"}
    assert signed_in.post(page("person_channel", person), data | day("from_day")).status_code == 302
    assert "Not safe" in signed_in.get(page("person", person)).content.decode()
    channel = ContactChannel.objects.get()
    end = page("channel_end", person, channel_id=channel.pk)
    assert signed_in.post(end, day("ends", TODAY() - timedelta(days=1))).status_code == 400
    for _press in range(2):
        assert signed_in.post(end, day("ends") | {"key": str(channel.pk)}).status_code == 302


def test_monitoring_answers_keep_prefer_not_to_say_and_not_asked_apart(
    signed_in: Client, worked: tuple[Case, User]
) -> None:
    person = worked[0].client
    facts = page("person_facts", person)
    answers = dict.fromkeys(("disability", "sex", "religion", "orientation", "welsh_speaking"), "not_asked")
    signed_in.post(facts, answers | {"ethnicity": "prefer_not_to_say", "sex": "female"})
    kept = set(PersonFact.objects.values_list("question", "answer", "value"))
    assert kept == {("ethnicity", "prefer_not_to_say", ""), ("sex", "given", "female")}
    shown = signed_in.get(page("person", person)).content.decode()
    assert "Prefer not to say" in shown
    assert "Female" in shown


def test_a_safety_flag_is_shown_and_looked_at_again(signed_in: Client, worked: tuple[Case, User]) -> None:
    case, _nurse = worked
    new = reverse("families:safety_new", args=[case.pk])
    data = {"text": "Two workers, back gate", "lone_worker": "on", "key": str(uuid4())} | day("agreed_on")
    late = data | day("review_on", TODAY() - timedelta(days=1))
    assert signed_in.post(new, late).status_code == 400
    assert signed_in.post(new, data | day("review_on", TODAY() + timedelta(days=30))).status_code == 302
    assert "Two workers, back gate" in signed_in.get(page("person", case.client)).content.decode()
    flag = SafetyFlag.objects.get()
    edit = reverse("families:safety_edit", args=[case.pk, flag.pk])
    ended = {"version": 1, "text": flag.text} | day("review_on", flag.review_on) | day("ended_on")
    for _press in range(2):
        assert signed_in.post(edit, ended).status_code == 302
    assert signed_in.post(edit, ended | {"text": "One worker"}).status_code == 409


def test_somebody_joins_the_family(signed_in: Client, worked: tuple[Case, User]) -> None:
    case, _nurse = worked
    data = {"given_name": "Carys", "family_name": "Sampl", "relation": "grandparent", "in_household": "on"}
    new = reverse("families:member_new", args=[case.pk])
    assert signed_in.post(new, data | day("from_day")).status_code == 302
    assert FamilyMember.objects.filter(person__given_name="Carys", relation="grandparent").exists()
    assert "Carys Sampl" in signed_in.get(page("person", case.client)).content.decode()


def test_kept_apart_hides_the_other_side_from_a_worker_and_is_a_managers_to_say(
    signed_in: Client, worked: tuple[Case, User]
) -> None:
    case, nurse = worked
    father = make.partner_case(case).client
    assert signed_in.get(page("person", father)).status_code == 200
    switch = reverse("families:kept_apart", args=[case.pk])
    assert signed_in.get(switch).status_code == 404
    signed_in.force_login(make.manager(case.team))
    assert signed_in.post(switch, {"version": 1, "parents_kept_apart": "on"}).status_code == 302
    assert Family.objects.get(pk=case.family_id).parents_kept_apart
    signed_in.force_login(nurse)
    assert signed_in.get(page("person", father)).status_code == 404
    assert "Dylan" not in signed_in.get(page("person", case.client)).content.decode()


@pytest.mark.parametrize(
    "name", ["person", "person_edit", "person_name", "person_address", "person_channel", "person_facts"]
)
def test_a_person_of_another_team_is_not_found(client: Client, worked: tuple[Case, User], name: str) -> None:
    client.force_login(make.midwife(make.team_offering()))
    assert client.get(page(name, worked[0].client)).status_code == 404


@pytest.mark.parametrize("name", ["person_edit", "person_name", "person_address", "person_facts"])
def test_a_colleague_not_on_the_case_may_read_but_not_write(
    client: Client, worked: tuple[Case, User], name: str
) -> None:
    client.force_login(make.midwife(worked[0].team))
    assert client.get(page("person", worked[0].client)).status_code == 200
    assert client.get(page(name, worked[0].client)).status_code == 403
