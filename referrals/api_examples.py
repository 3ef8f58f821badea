"""What the description of the API shows: every answer with a document that could be one."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from accounts.api import PROBLEM, Problem

BOOKING = {
    "source_reference": "MAT-000123",
    "sent_at": "2026-04-09T10:15:00+01:00",
    "source": "community_midwife",
    "referrer_name": "Ann Ffug",
    "referrer_agency": "Community midwives",
    "given_name": "Megan",
    "family_name": "Sampl",
    "date_of_birth": "1999-03-04",
    "nhs_number": "999 000 0050",
    "address": "12 Stryd Enghraifft",
    "postcode": "SA1 3SN",
    "phone": "07700 900142",
    "language": "cy",
    "due_date_source": "scan",
    "scanned_on": "2026-04-09",
    "gestation": "12+3",
    "booked_on": "2026-04-09",
    "safety_asked": True,
    "safe_channels": ["call", "text"],
    "safe_times": "before 3pm",
    "reason": "Low mood, insecure housing, no family nearby.",
    "consent": "given",
}
_ID = "01976f2e-7a10-7c3e-9b0a-2f6d5c1e8a44"
_RECEIPT = {
    "id": _ID,
    "reference": "R-26-00042",
    "source_reference": "MAT-000123",
    "received_on": "2026-04-09",
    "outcome": "received",
}
SENT = [
    OpenApiExample("A booking at 12+3", value=BOOKING, request_only=True),
    OpenApiExample(
        "The same pregnancy, a week later",
        value={**BOOKING, "sent_at": "2026-04-16T09:00:00+01:00", "phone": "07700 900150"},
        request_only=True,
    ),
]
RECEIPTS = [
    OpenApiExample("A new referral", value=_RECEIPT, response_only=True, status_codes=["201"]),
    OpenApiExample(
        "Newer facts", value={**_RECEIPT, "outcome": "updated"}, response_only=True, status_codes=["200"]
    ),
    OpenApiExample(
        "What cannot be",
        value={
            "type": "about:blank",
            "title": "Some values are not right",
            "status": 422,
            "detail": "",
            "errors": [{"pointer": "#/postcode", "detail": "This is not a postcode such as SA1 3SN."}],
        },
        response_only=True,
        status_codes=["422"],
        media_type=PROBLEM,
    ),
    OpenApiExample(
        "Too many requests",
        value={"type": "about:blank", "title": "Request was throttled.", "status": 429,
               "detail": "Request was throttled. Expected available in 12 seconds."},
        response_only=True,
        status_codes=["429"],
        media_type=PROBLEM,
    ),
]  # fmt: skip
STANDINGS = [
    OpenApiExample(
        "Accepted",
        value={
            "id": _ID,
            "reference": "R-26-00042",
            "source_reference": "MAT-000123",
            "received_on": "2026-04-09",
            "state": "accepted",
            "state_text": "Accepted",
            "decided_on": "2026-04-13",
            "detail": "The team will contact the family.",
            "call": "Meinir Dychmyg at Jig-so Swansea",
        },
        response_only=True,
        status_codes=["200"],
    )
]
PROBLEMS: dict[Any, Any] = {(code, PROBLEM): Problem for code in (400, 401, 403, 404, 413, 415, 422, 429)}
