"""The family's journey: every reading, both sides, gaps kept; on a page and on paper for the family."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from activity.models import AccessEntry
from outcomes.reading.journey import journeys_of
from outcomes.reading.journey_paper import journey_paper
from tests.factories.families import manager, midwife, partner_case, team_offering, worked_case
from tests.factories.outcomes import stored_reading, tool_version
from tests.pdf_ua import faults_of

pytestmark = pytest.mark.django_db


def day(back: int = 0):
    return timezone.localdate() - timedelta(days=back)


@pytest.fixture
def case(client):
    made, nurse, _worker = worked_case()
    tool_version(made.partnership)
    client.force_login(nurse)
    return made


def come_so_far(case):
    """Parent and worker at the start, twice in between and at the end; once she preferred not to say."""
    for point, back, score in (("start", 26, 3), ("interim", 23, 4), ("interim", 20, 6), ("end", 2, 8)):
        stored_reading(case, score, on=day(back), point=point, respondent="worker", note="Worker's own remark")
        said = {"bond": "preferred_not_to"} if back == 20 else score + 1
        stored_reading(case, said, on=day(back), point=point, note="Words of the mother")


def page_of(case):
    return reverse("outcomes:journey", args=[case.pk])


def paper_of(case):
    return reverse("outcomes:journey_pdf", args=[case.pk])


def text_of(body: bytes) -> str:
    return " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(body)).pages).split())


def described(node) -> list[str]:
    """What the drawings of a tagged paper say to who does not see them."""
    node = node.get_object()
    if not isinstance(node, dict):
        return [one for kid in node for one in described(kid)] if isinstance(node, list) else []
    kids = node.get("/K", [])
    below = kids if isinstance(kids, list) else [kids]
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + [text for kid in below for text in described(kid)]


def test_start_every_interim_and_end_stand_side_by_side_for_each_area(case):
    come_so_far(case)
    [journey] = journeys_of(case)
    assert [(one.number, one.point, one.on) for one in journey.steps] == [
        (1, "Start", day(26)), (2, "In between", day(23)), (3, "In between", day(20)), (4, "End", day(2)),
    ]  # fmt: skip
    assert journey.speakers == ("parent", "worker")
    bond = next(one for one in journey.areas if one.label == "Getting to know the baby")
    parent, worker = bond.voices
    assert [one.value for one in parent.answers] == [4, 5, None, 9]
    assert parent.answers[2].silence == "Preferred not to say"
    assert [one.value for one in worker.answers] == [3, 4, 6, 8]
    assert len(journey.areas) == 8


def test_the_page_has_a_chart_and_a_table_for_each_area_and_nothing_that_anybody_wrote(case, client):
    come_so_far(case)
    page = client.get(page_of(case)).content.decode()
    assert page.count("jigso-area-chart") == 8
    assert page.count("<table") == 8
    assert "Getting to know the baby. Parent: 4, 5, Preferred not to say, 9. Worker: 3, 4, 6, 8." in page
    assert "Worker&#39;s own remark" not in page
    assert "Words of the mother" not in page
    assert page_of(case) in client.get(reverse("outcomes:scores", args=[case.pk])).content.decode()


def test_the_paper_has_the_scores_and_the_first_name_and_nothing_else_of_the_record(case, client):
    come_so_far(case)
    answer = client.get(paper_of(case))
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert f"How things have changed: {case.client.given_name}" in text
    assert "Getting to know the baby" in text
    assert "Preferred not to say" in text
    for never in ("own remark", "Words of the mother", case.reference, case.client.family_name, "Confidential"):
        assert never not in text
    catalog = pypdf.PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert faults_of(answer.content) == []
    told = " ".join(described(catalog["/StructTreeRoot"]))
    assert "Getting to know the baby. Parent: 4, 5, Preferred not to say, 9" in told
    entry = AccessEntry.objects.filter(kind="exported").latest("pk")
    assert (entry.reference, entry.detail["what"]) == (case.reference, "journey")


def test_the_paper_speaks_the_language_asked_for(case, client):
    come_so_far(case)
    answer = client.get(paper_of(case), {"language": "cy"})
    text = text_of(answer.content)
    assert "Dod i adnabod y baban" in text
    assert "Getting to know the baby" not in text
    assert "How things have changed" not in text
    assert pypdf.PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"] == "cy"
    for odd in ("xx", "\x00", "cy" * 5000):
        assert client.get(paper_of(case), {"language": odd}).status_code == 200


def test_the_same_scores_at_the_same_time_give_the_same_paper(case):
    come_so_far(case)
    now = timezone.now()
    with translation.override("en"):
        assert journey_paper(case, made_at=now) == journey_paper(case, made_at=now)


def test_without_scores_page_and_paper_say_so(case, client):
    assert "Nothing has been scored yet." in client.get(page_of(case)).content.decode()
    assert "Nothing has been scored yet." in text_of(client.get(paper_of(case)).content)


def test_withdrawn_scores_and_those_of_the_father_stand_on_neither(case, client):
    come_so_far(case)
    wrong = stored_reading(case, 10, on=day(1), point="end")
    type(wrong).objects.filter(pk=wrong.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=manager(case.team), withdrawn_reason="Another family's"
    )
    stored_reading(partner_case(case), 2, on=day(1), point="end")
    [journey] = journeys_of(case)
    assert journey.steps[-1].on == day(2)
    assert "Another family" not in client.get(page_of(case)).content.decode()


def test_for_another_team_there_is_no_journey(case, client):
    client.force_login(manager(team_offering()))
    for where in (page_of(case), paper_of(case)):
        assert client.get(where).status_code == 404
    client.force_login(midwife(case.team))
    assert client.get(page_of(case)).status_code == 200


def test_the_journey_asks_the_database_as_often_for_many_readings_as_for_two(case, django_assert_num_queries):
    for back in range(2, 10):
        stored_reading(case, 4, on=day(back), point="interim", respondent="worker" if back % 2 else "parent")
    with django_assert_num_queries(3):
        journeys_of(case)
