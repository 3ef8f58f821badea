"""The exact NHS number of a hidden record: who is kept away from it learns nothing by trying."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.models import Notification
from families.actions.gate import restrict
from families.actions.people_edits import NhsNumberTaken, edit_person
from families.models import Case, Exclusion, Person
from referrals.actions.accepting import accept_referral
from referrals.errors import RecordHidden
from referrals.models import Referral
from tests.factories import families as make
from tests.factories.accounts import user_with
from tests.factories.referrals import referral_to

pytestmark = pytest.mark.django_db
HERS = "9990000050"
TOLD = {"given_name": "Nest", "family_name": "Enghraifft", "date_of_birth": date(2001, 2, 3), "nhs_number": HERS}


class Known:
    """A mother on record with her number, a manager excluded from her family, and another manager."""

    def __init__(self, *, on_record: bool = True) -> None:
        self.case, *_workers = make.worked_case()
        self.excluded, self.other = (make.manager(self.case.team) for _person in range(2))
        if on_record:
            Person.objects.filter(pk=self.case.client_id).update(nhs_number=HERS)
        Exclusion.objects.create(
            family=self.case.family, user=self.excluded, reason="Alleged", starts=timezone.localdate()
        )

    def referral(self, **more) -> Referral:
        made = referral_to(self.case.team, **TOLD, **more)
        Referral.objects.filter(pk=made.pk).update(entered_by=self.excluded)
        return made


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(answer) -> tuple:
    """What can be seen of an answer, without what differs from one request to the next."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", answer.content.decode())
    text = re.sub(r"(csrfmiddlewaretoken|draft_token|nonce)[^>]*", "", text)
    text = re.sub(r"(JS|F|R|Worker|TEAM|Team|Manager)[- ]?\d[\d-]*", "REF", text)
    return answer.status_code, re.sub(r"\d+", "N", text)


def probe(known: Known) -> list[tuple]:
    """All that an excluded manager can do with a number: enter it, read it, compare, accept, read again, correct."""
    client, referral = signed_in(known.excluded), known.referral()
    pages = [client.get(reverse(name, args=[referral.pk])) for name in ("referrals:referral", "referrals:accept")]
    pages.append(client.get(reverse("referrals:inbox")))
    form = pages[1].context["form"]
    sent = {"key": form["key"].value()}
    pages.append(client.post(reverse("referrals:accept", args=[referral.pk]), sent))
    case = Case.objects.exclude(pk=known.case.pk).get()
    pages += [
        client.get(reverse("families:case", args=[case.pk])),
        client.get(reverse("families:person", args=[case.client_id])),
        client.get(reverse("families:person_edit", args=[case.client_id])),
        client.get(reverse("referrals:referral", args=[referral.pk])),
        client.post(reverse("families:search"), {"words": HERS}),
    ]
    return [said(page) for page in pages]


def test_accepting_looks_the_same_whether_or_not_the_number_is_on_a_record_kept_from_the_manager(db):
    from django.db import transaction

    seen = []
    for on_record in (True, False):
        with transaction.atomic():
            seen.append(probe(Known(on_record=on_record)))
            transaction.set_rollback(True)
    assert [status for status, _text in seen[0]] == [200, 200, 200, 302, 200, 200, 200, 200, 200]
    for with_record, without in zip(*seen, strict=True):
        assert with_record == without


def test_the_number_stands_on_the_new_record_as_it_was_told():
    known = Known()
    made = accept_referral(referral=known.referral(), by=known.excluded)
    assert made.client_id != known.case.client_id
    assert (made.client.nhs_number, made.client.nhs_number_doubted) == (HERS, True)


def test_those_who_may_see_both_records_are_asked_to_look():
    known = Known()
    made = accept_referral(referral=known.referral(), by=known.excluded)
    told = Notification.objects.get(kind="two_records")
    assert told.user == known.other
    assert made.reference in told.text
    assert "Ffion" not in told.text


def test_where_nobody_else_may_see_both_those_who_govern_information_are_asked():
    known = Known()
    known.other.memberships.all().delete()
    governor = user_with("information_governance", team=known.case.team)
    accept_referral(referral=known.referral(), by=known.excluded)
    assert Notification.objects.get(kind="two_records").user == governor


def test_writing_the_number_on_another_record_looks_the_same_too():
    known = Known()
    other = make.antenatal_case(known.case.team, given_name="Nest")
    done = edit_person(
        person=other.client, expected_version=other.client.version, changes={"nhs_number": HERS}, by=known.excluded
    )
    assert (done.nhs_number, done.nhs_number_doubted) == (HERS, True)
    assert Notification.objects.filter(kind="two_records", user=known.other).exists()


def test_a_doubted_number_stays_through_other_edits():
    known = Known()
    made = accept_referral(referral=known.referral(), by=known.excluded)
    for user in (known.excluded, known.other):
        client = Person.objects.get(pk=made.client_id)
        changes = {"nhs_number": HERS, "language": "cy"}
        assert edit_person(person=client, expected_version=client.version, changes=changes, by=user).language == "cy"


def test_two_ordinary_records_still_cannot_have_one_number():
    known = Known()
    other = make.antenatal_case(known.case.team, given_name="Nest")
    with pytest.raises(NhsNumberTaken):
        edit_person(
            person=other.client, expected_version=other.client.version, changes={"nhs_number": HERS}, by=known.other
        )


def test_a_restricted_record_is_said_to_be_there_and_not_whose():
    """Restriction hides the record, not that there is one: breaking the glass needs to know where to ask."""
    known = Known()
    governor = make.manager(known.case.team)
    restrict(family=known.case.family, named=[governor], reason="Staff", on=timezone.localdate(), by=governor)
    referral = referral_to(known.case.team, **TOLD)
    with pytest.raises(RecordHidden):
        accept_referral(referral=referral, asked_about_hidden="Asked the governor", by=known.other)
    assert not Notification.objects.filter(kind="two_records").exists()
    assert Person.objects.filter(nhs_number=HERS).count() == 1


def test_a_referral_that_somebody_else_entered_stays_out_of_the_excluded_managers_inbox():
    known = Known()
    referral = referral_to(known.case.team, **TOLD)
    assert signed_in(known.excluded).get(reverse("referrals:referral", args=[referral.pk])).status_code == 404
