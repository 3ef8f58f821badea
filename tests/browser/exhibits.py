"""What the demonstration shows on a page that is about one record: by the name of the part of the address."""

from functools import cached_property
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import PartnerSystem, User
from activity.models.draft import Draft
from families.models import (
    Case,
    ChildHome,
    ImportedRow,
    Merge,
    Paper,
    Person,
    Separation,
    SupervisionCase,
    Transfer,
    Visit,
)
from jigso_cms.demo.contacts import since
from jigso_cms.demo.people import MANAGER, REFERRER
from outcomes.models import OutcomeRun
from referrals.actions.uploads import begin_upload
from referrals.destinations import destinations_for
from referrals.matching.candidates import Part, search_for
from referrals.models import Contact, Panel, PanelItem, Referral
from reporting.models import ReturnVersion


class Exhibits:
    """The records of one story of ``jigso_cms.demo.stories``; rows without a case are the demonstration's first."""

    number, key, tile, nowhere = 1, "visits_completed", "cases_open", UUID(int=0)

    def __init__(self, story: str) -> None:
        self.story = story

    @cached_property
    def case(self) -> Case:
        rows = ImportedRow.objects.filter(source="living caseload", sheet="cases")
        return Case.objects.get(pk=rows.get(key=self.story).object_id)

    @property
    def case_id(self) -> Any:
        return self.case.pk

    @property
    def person_id(self) -> Any:
        return self.case.client_id

    @property
    def child_id(self) -> Any:
        return self.case.pregnancy.children.earliest("birth_order").pk

    @property
    def milestone_id(self) -> Any:
        return self.case.milestones.filter(met_on=None, withdrawn_on=None).earliest("due_on").pk

    @property
    def visit_id(self) -> Any:
        """A visit that was written down and signed."""
        return self._visits.exclude(visit_cases__note__signed_at=None).latest("happened_at").pk

    @property
    def planned_id(self) -> Any:
        return self._visits.filter(outcome="planned").earliest("planned_for").pk

    @property
    def note_id(self) -> Any:
        return Visit.objects.get(pk=self.visit_id).visit_cases.get(case=self.case).note.pk

    @property
    def _visits(self) -> QuerySet[Visit]:
        return Visit.objects.filter(cases=self.case)

    @property
    def goal_id(self) -> Any:
        return self.case.goals.earliest("agreed_on").pk

    @property
    def entry_id(self) -> Any:
        """A request for practical help that waits for its answer."""
        return self.case.practical_help.waiting().earliest("asked_on").pk

    @property
    def session_id(self) -> Any:
        """A session of a group that they came to."""
        return self.case.attendances.filter(came=True).latest("session__held_at").session_id

    @property
    def group_id(self) -> Any:
        return self.case.group_places.earliest("joined_on").group_id

    part = "clocks"

    @property
    def separation_id(self) -> Any:
        return Separation.objects.filter(child__pregnancy__cases=self.case).earliest("separated_on").pk

    @property
    def home_again_id(self) -> Any:
        """The return from the latest separation that ended."""
        ended = Separation.objects.filter(child__pregnancy__cases=self.case, return_home__isnull=False)
        return ended.latest("separated_on").return_home.pk

    @property
    def home_id(self) -> Any:
        """Where a child of the case lives now."""
        return ChildHome.objects.filter(child__pregnancy__cases=self.case).latest("since").pk

    @property
    def agency_id(self) -> Any:
        return self.case.agency_contacts.earliest("id").pk

    @property
    def chronology_id(self) -> Any:
        """The entry of the chronology that was amended."""
        return self.case.chronology.exclude(versions=None).latest("id").pk

    @property
    def meeting_id(self) -> Any:
        """A meeting that was held."""
        return self.case.meeting_cases.exclude(meeting__held_on=None).latest("meeting__held_on").meeting_id

    @property
    def booked_id(self) -> Any:
        return self.case.meeting_cases.filter(meeting__held_on=None).latest("meeting__scheduled_for").meeting_id

    section, ending = "risks", "pdf"

    @property
    def paper_id(self) -> Any:
        """The assessment that is being written."""
        return self.case.papers.get(kind="pre_birth_assessment").pk

    @property
    def alert_id(self) -> Any:
        return self.case.papers.get(kind="hospital_alert").pk

    @property
    def goes_on_in_id(self) -> Any:
        """The case of another service in which the story goes on."""
        return self.case.transfers.get(to_case__isnull=False).goes_on_in_id

    @property
    def taken_over_id(self) -> Any:
        """The alert as it stands there."""
        return Paper.objects.get(before=self.alert_id).pk

    @property
    def accepted_id(self) -> Any:
        """The transfer by which it went there."""
        return self.case.transfers.get(to_case__isnull=False).pk

    @property
    def waiting_paper_id(self) -> Any:
        """One that waits for its second signature."""
        return self.case.papers.get(kind="safety_plan").pk

    @property
    def report_id(self) -> Any:
        return self.case.reports.waiting().earliest("due_on").pk

    @property
    def document_id(self) -> Any:
        return self.case.documents.latest("dated").pk

    @property
    def status_id(self) -> Any:
        return self.case.family.statuses.filter(ends=None).latest("starts").pk

    @property
    def flag_id(self) -> Any:
        return self.case.family.safety_flags.latest("agreed_on").pk

    @property
    def channel_id(self) -> Any:
        return self.case.client.channels.earliest("valid_from").pk

    @property
    def closure_id(self) -> Any:
        return self.case.closures.get().pk

    @property
    def assessment_id(self) -> Any:
        return self.case.assessments.latest("assessed_on").pk

    @property
    def user_id(self) -> Any:
        return User.objects.get(name="Gwen Drafft").pk

    @property
    def team_id(self) -> Any:
        return self.case.team_id

    @property
    def membership_id(self) -> Any:
        return User.objects.get(name="Delyth Treial").memberships.get().pk

    @property
    def referral_id(self) -> Any:
        """The referral of a girl of sixteen who needs an interpreter."""
        return _newest(given_name="Zofia")

    @property
    def incomplete_id(self) -> Any:
        """A referral that says too little to be decided."""
        return _newest(given_name="Luned", state="received")

    @cached_property
    def _match(self) -> tuple[Any, Any]:
        """A referral that waits, and somebody on record who may be the same person."""
        manager = User.objects.get(email=MANAGER.email)
        for referral in Referral.objects.filter(state="received").order_by("-received_on", "id")[:30]:
            for one in search_for(referral, manager).shown:
                if one.person and one.part == Part.CLIENT:
                    return referral.pk, one.person.pk
        raise LookupError("no waiting referral is like anybody on record")

    @property
    def known_id(self) -> Any:
        return self._match[0]

    @property
    def candidate_id(self) -> Any:
        return self._match[1]

    @property
    def redirected_id(self) -> Any:
        return _newest(state="redirected")

    @property
    def draft_id(self) -> Any:
        """A referral that the community midwife began and has not sent."""
        return Draft.objects.filter(kind="referral").latest("saved_at").subject_id

    @property
    def asked_id(self) -> Any:
        """A referral about which the team asked the referrer, who has not answered yet."""
        return _newest(state="asked")

    @property
    def declined_id(self) -> Any:
        return _newest(state="declined")

    @property
    def contact_id(self) -> Any:
        """The contact that waits longest."""
        return _living_contacts().filter(outcome="").earliest("received_on").pk

    @property
    def decided_contact_id(self) -> Any:
        """One that leads to a referral, and has not yet."""
        return _living_contacts().filter(outcome="strategy", referral=None).latest("received_on").pk

    @property
    def leaver_id(self) -> Any:
        """Whoever holds the case of the story."""
        return self.case.allocations.filter(ends=None).earliest("starts").worker_id

    @property
    def panel_id(self) -> Any:
        """The panel that comes next."""
        return Panel.objects.open().latest("held_on").pk

    @property
    def item_id(self) -> Any:
        """The disputed decision on its agenda."""
        return PanelItem.objects.get(panel=self.panel_id, why="disputed").pk

    @property
    def undecided_id(self) -> Any:
        """A referral on its agenda that nobody has decided."""
        return PanelItem.objects.filter(panel=self.panel_id, why="undecided").earliest("id").pk

    way = "accept"

    @property
    def other_id(self) -> Any:
        """The second record of somebody, found and not merged yet."""
        return Person.objects.get(given_name="Gwen", family_name="Dychmyg").pk

    @property
    def merge_id(self) -> Any:
        return Merge.objects.get().pk

    @property
    def supervision_id(self) -> Any:
        """The session in which the case of the story was discussed."""
        return SupervisionCase.objects.get(case=self.case).supervision_id

    @property
    def transfer_id(self) -> Any:
        """The case that waits for another team's answer."""
        return Transfer.objects.waiting().get().pk

    @property
    def system_id(self) -> Any:
        return PartnerSystem.objects.get().pk

    @cached_property
    def upload_id(self) -> Any:
        """A file that the referrer has just uploaded: one row is right, one wrong, one to decide about."""
        sender = User.objects.get(email=REFERRER.email)
        rows = ("Eleri,Sampl,04/03/1999,999 000 0050", "Eleri,Sampl,04/03/1999,", "Mali,Treial,30/02/2001,")
        told = [f"community_midwife,Low mood and insecure housing.,{row}" for row in rows]
        text = "\n".join(["source,reason,given_name,family_name,date_of_birth,nhs_number", *told])
        where = destinations_for(sender, timezone.localdate())[0]
        return begin_upload(destination=where, name="bookings-april.csv", body=text.encode(), by=sender).pk

    @property
    def run_id(self) -> Any:
        return OutcomeRun.objects.filter(kind="removals").latest("pk").pk

    @property
    def course_run_id(self) -> Any:
        return OutcomeRun.objects.filter(kind="course").latest("pk").pk

    @property
    def cost_run_id(self) -> Any:
        return OutcomeRun.objects.filter(kind="cost").earliest("pk").pk

    @property
    def comparison_run_id(self) -> Any:
        return OutcomeRun.objects.filter(kind="comparison").earliest("pk").pk

    figure, why = "gestation_at_referral", "born"

    gap = "first_slot_in_time"

    @property
    def version(self) -> ReturnVersion:
        return ReturnVersion.objects.select_related("made_for").get()

    @property
    def return_id(self) -> UUID:
        return self.version.made_for_id

    @property
    def uidb36(self) -> str:

        return user_pk_to_url_str(self._forgetful)

    @property
    def token(self) -> str:
        return default_token_generator.make_token(self._forgetful)

    @property
    def _forgetful(self) -> User:
        return User.objects.get(name="Elin Esgus")


def _newest(**told: str) -> Any:
    return Referral.objects.filter(**told).latest("received_on", "id").pk


def _living_contacts() -> QuerySet[Contact]:
    return Contact.objects.filter(received_on__gte=since(timezone.localdate()))
