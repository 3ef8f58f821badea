"""What page tests about the life of a case send, and how they read the answer."""

from django.urls import reverse
from django.utils import timezone

from families.models import (
    Case,
)

TODAY = timezone.localdate
NO_SUCH_DAY = {"day": "29", "month": "2", "year": "2027"}


def parts(name: str, day: object) -> dict[str, str]:
    known = day if isinstance(day, dict) else {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(value) for part, value in known.items()}


def url(name: str, case: Case, **more: object) -> str:
    return reverse(f"families:{name}", kwargs={"case_id": case.pk, **more})


def errors(response: object) -> str:
    assert response.status_code == 400, response.status_code
    return response.content.decode()
