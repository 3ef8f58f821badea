"""Referrals by programs: a maternity system sends them, and asks how its own ones stand."""

from typing import Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import CredentialView, user_of
from accounts.roles import Permission
from activity.idempotency import receive_once
from activity.readlog import Kind, record_access
from families.days import today
from referrals.actions.messages import Envelope, take_message
from referrals.api_examples import PROBLEMS, RECEIPTS, SENT, STANDINGS
from referrals.arriving import Checker
from referrals.destinations import Destination, destinations_in
from referrals.models import SystemMessage
from referrals.reading.own import find_own, own_line
from referrals.serializers import ReferralReceipt, ReferralSent, ReferralStanding

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 100
ABOUT_THE_MESSAGE = ("id", "source_reference", "sent_at", "sequence", "to")


class Unprocessable(exceptions.ValidationError):
    """The document is one, but what it says cannot be."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class Referrals(CredentialView):
    """Where maternity systems send referrals."""

    required_permission = Permission.SEND_REFERRAL

    @extend_schema(
        operation_id="send_referral",
        summary="Send a referral, or newer facts about one",
        request=ReferralSent,
        responses={201: ReferralReceipt, 200: ReferralReceipt, **PROBLEMS},
        examples=[*SENT, *RECEIPTS],
        parameters=[
            OpenApiParameter(
                KEY_HEADER, str, OpenApiParameter.HEADER,
                description="Up to 100 visible characters; needed unless the body has an id. The same key and body "
                "get the same receipt, the same key with another body 422.",
            )
        ],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Keep a referral. 201 for a new one, 200 for newer, older or unchanged facts about a known one."""
        sent = ReferralSent(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        system = cast(Any, request.auth).system
        found, fresh = receive_once(
            sender=f"system:{system.pk}",
            key=f"referral:{_key_of(request, data)}",
            body=request.data,
            create=lambda: _take(request, data),
        )
        message = cast(SystemMessage, found)
        receipt = ReferralReceipt(message).data
        headers = {"Location": reverse("api_referral", args=[receipt["id"]])}
        if not fresh:
            headers["Idempotent-Replayed"] = "true"
        new = message.outcome == SystemMessage.Outcome.RECEIVED
        return Response(receipt, status=201 if new else 200, headers=headers)


class OneReferral(CredentialView):
    """One of the system's own referrals."""

    required_permission = Permission.SEE_OWN_REFERRALS

    @extend_schema(
        operation_id="referral",
        summary="Ask how an own referral stands",
        responses={
            200: ReferralStanding,
            **{code: PROBLEMS[code] for code in PROBLEMS if code[0] in (401, 403, 404, 429)},
        },
        examples=STANDINGS,
    )
    def get(self, request: Request, referral_id: UUID) -> Response:
        """Received, decided, whom to call; 404 for what the system has not sent."""
        rows = find_own(user_of(request)).select_related("team", "source_record")
        referral = get_object_or_404(rows, pk=referral_id)
        record_access(kind=Kind.OPENED, subject=referral, detail={"part": "sent"})
        return Response(ReferralStanding(own_line(referral)).data)


def _key_of(request: Request, data: dict[str, Any]) -> str:
    """The key against doubling. Raises ValidationError where there is none, or none that can be kept."""
    key = request.headers.get(KEY_HEADER, "").strip()
    if not key and "id" in data:
        return str(data["id"])
    if not key:
        text = _("Send the header Idempotency-Key, or an id in the body.")
        raise exceptions.ValidationError({"id": [text]})
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        most = _("An Idempotency-Key has at most %(most)s visible ASCII characters.") % {"most": LONGEST_KEY}
        raise exceptions.ValidationError([most])
    return key


def _take(request: Request, data: dict[str, Any]) -> SystemMessage:
    system = cast(Any, request.auth).system
    where = _destination(system.team.partnership_id, data["to"])
    facts = {name: value for name, value in data.items() if name not in ABOUT_THE_MESSAGE}
    told, wrong = Checker(where.definition).check(facts)
    if wrong:
        errors: dict[str, list[str]] = {}
        for one in wrong:
            errors.setdefault(one.field or "non_field_errors", []).append(one.text)
        raise Unprocessable(errors)
    envelope = Envelope(system, data["source_reference"], data["sent_at"], data["sequence"])
    return take_message(envelope=envelope, service=where.service, team=where.team, told=told, by=user_of(request))


def _destination(partnership_id: UUID, wanted: str) -> Destination:
    """Where it goes: the only place there is, or the one that was named. Raises Unprocessable."""
    options = destinations_in([partnership_id], today())
    if len(options) == 1 and not wanted:
        return options[0]
    found = next((one for one in options if one.key == wanted), None)
    if found is None:
        known = ", ".join(one.key for one in options) or "–"
        raise Unprocessable({"to": [_("Name one of: %(known)s.") % {"known": known}]})
    return found
