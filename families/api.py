"""Cases and visits for programs: what a user may see, and visits as devices send them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Problem, ProductView, user_of
from accounts.roles import Permission
from activity.idempotency import receive_once
from activity.readlog import Kind, record_access
from families.actions.visits import record_visit
from families.errors import VisitIncomplete
from families.querysets.merging import kept_case
from families.querysets.shown import cases_shown_to, visits_shown_to
from families.reading.summary import with_babies
from families.serializers import CaseData, VisitData, VisitSent
from families.visit_setting import VisitSetting
from families.visiting import Account, CaseEntry, Seen

AS_SENT = (
    "outcome", "happened_at", "device_at", "minutes", "place", "language", "travel_miles", "next_try",
)  # fmt: skip


class MergedAway(APIException):
    """The case was joined to another one, whose id stands in ``moved_to``. Not for ever: a merge can be undone."""

    status_code = status.HTTP_410_GONE
    default_detail = _("Merged with another record")
    default_code = "merged"

    def __init__(self, kept: UUID) -> None:
        super().__init__(_("This case was merged with another one. That one has the id %(id)s.") % {"id": kept})
        self.members = {"moved_to": str(kept)}


class NewestFirst(CursorPagination):
    """Pages by key, which is in order of time: as quick on the last page as on the first."""

    ordering = "-id"
    page_size = 50

    def decode_cursor(self, request: Request) -> Any:
        """Where the page starts. Raises NotFound for a mark that this list has not given out."""
        cursor = super().decode_cursor(request)
        try:
            UUID(str((cursor and cursor.position) or UUID(int=0)))
        except ValueError:
            raise NotFound(self.invalid_cursor_message) from None
        return cursor


class PagedView(ProductView):
    """A list, page by page."""

    def page(self, request: Request, rows: QuerySet, data: type[serializers.Serializer]) -> tuple[Response, int]:
        """The answer with one page of rows, and how many rows that were."""
        pager = NewestFirst()
        found = pager.paginate_queryset(rows, request, view=self) or []
        return pager.get_paginated_response(data(found, many=True).data), len(found)


class Cases(PagedView):
    """Cases that the user may see, newest first."""

    required_permission = Permission.SEE_CASES

    @extend_schema(operation_id="cases", responses=CaseData(many=True), parameters=[OpenApiParameter("cursor", str)])
    def get(self, request: Request) -> Response:
        """A page of cases."""
        answer, count = self.page(request, _cases(request), CaseData)
        record_access(kind=Kind.LISTED, detail={"list": "api cases", "rows": count})
        return answer


class OneCase(ProductView):
    """One case."""

    required_permission = Permission.SEE_CASES

    @extend_schema(operation_id="case", responses={200: CaseData, 410: Problem})
    def get(self, request: Request, case_id: UUID) -> Response:
        """The case; 404 where it is not there for this user, 410 where it was merged with another one."""
        case = _case(request, case_id)
        record_access(kind=Kind.OPENED, subject=case)
        return Response(CaseData(case).data)


class Visits(PagedView):
    """Visits that the user may see, newest first; and new ones."""

    required_permission = Permission.WORK_CASES

    @extend_schema(
        operation_id="visits",
        responses=VisitData(many=True),
        parameters=[OpenApiParameter("case", UUID), OpenApiParameter("cursor", str)],
    )
    def get(self, request: Request) -> Response:
        """A page of visits, of one case where ``case`` is given. Drafts are not among them."""
        rows = visits_shown_to(user_of(request)).exclude(outcome="draft").for_api(user_of(request))
        if "case" in request.query_params:
            asked = serializers.UUIDField().run_validation(request.query_params["case"])
            rows = rows.filter(visit_cases__case=_case(request, asked))
        answer, count = self.page(request, rows, VisitData)
        record_access(kind=Kind.LISTED, detail={"list": "api visits", "rows": count})
        return answer

    @extend_schema(operation_id="record_visit", request=VisitSent, responses={201: VisitData, 410: Problem})
    def post(self, request: Request) -> Response:
        """Record and sign a visit. Sent again with the same ``id`` and body, it answers the same."""
        sent = VisitSent(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        visit, fresh = receive_once(
            sender=f"user:{request.user.pk}",
            key=f"visit:{data['id']}",
            body=request.data,
            create=lambda: _record(request, data),
        )
        # Sent again after the sender was taken off the case, there is nothing to see any more.
        shown = get_object_or_404(visits_shown_to(user_of(request)).for_api(user_of(request)), pk=visit.pk)
        about = shown.shown_cases[0].case  # type: ignore[attr-defined]  # by to_attr
        record_access(kind=Kind.OPENED, subject=shown, reference=about.reference)
        headers = {} if fresh else {"Idempotent-Replayed": "true"}
        return Response(VisitData(shown).data, status=201, headers=headers)


def _cases(request: Request) -> QuerySet:
    return with_babies(cases_shown_to(user_of(request)).for_reading())


def _case(request: Request, case_id: UUID) -> Any:
    """The case, where the user may see it. Raises MergedAway or NotFound."""
    found = _cases(request).filter(pk=case_id).first()
    if found is None:
        kept = kept_case(case_id)
        if kept and cases_shown_to(user_of(request)).filter(pk=kept.pk).exists():
            raise MergedAway(kept.pk)
        raise NotFound
    return found


def _record(request: Request, data: dict[str, Any]) -> Any:
    case = _case(request, data["case"])
    planned = visits_shown_to(user_of(request)).under(data["id"])
    setting = VisitSetting(case=case, user=user_of(request), visit=planned)
    return record_visit(visit=planned, account=_account(setting, data), id=data["id"], by=user_of(request))


def _account(setting: VisitSetting, data: dict[str, Any]) -> Account:
    places = {place.key for place in setting.definition.visits.places}
    if data["place"] not in places:
        raise VisitIncomplete(_("The service has no such place"), field="place")
    note = setting.notes.get(setting.case.pk)
    entry = CaseEntry(
        case=setting.case,
        topics=tuple(data["topics"]),
        concern=data["concern"],
        follow_up=data["follow_up"],
        others_seen=data["others_seen"],
        note=data["note"],
        note_version=note.version if note and note.entered_by_id == setting.user.pk else 0,
    )
    return Account(
        entries=(entry,),
        colleagues=_colleagues(setting, data["colleagues"]),
        seen=_seen(setting, data["seen"]),
        **{name: data[name] for name in AS_SENT},
    )


def _colleagues(setting: VisitSetting, keys: list[UUID]) -> tuple[Any, ...]:
    known = {one.pk: one for one in [*setting.near_colleagues, *setting.team_colleagues, setting.user]}
    if not known.keys() >= set(keys):
        raise VisitIncomplete(_("No such colleague in the team"), field="colleagues")
    return tuple(known[key] for key in keys)


def _seen(setting: VisitSetting, sent: list[dict[str, Any]]) -> tuple[Seen, ...]:
    known = {person.pk: person for person, _name, _who in setting.people}
    if not known.keys() >= {one["person"] for one in sent}:
        raise VisitIncomplete(_("Nobody of this family has that id"), field="seen")
    return tuple(Seen(known[one["person"]], alone=one["alone"]) for one in sent)
