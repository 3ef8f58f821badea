"""Rows for evaluators: one for each case open in the period, by a study number, in weeks, without a word of anybody's.

The study number is a keyed hash of the case: the same in every extract of the service, and nobody without the key of
the installation can go back from it. Dates are the Mondays of their weeks; places, names and references are not there.
"""

import base64
import csv
import hashlib
import hmac
from datetime import date, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from accounts.models import User
from reporting.documents import scope_of_return
from reporting.exports.progress import Part, Progress
from reporting.gate import extractable_cases
from reporting.indicators.common import COMMON
from reporting.models import Return
from reporting.scope import Scope, parameters_of
from ui.cells import harmless

DATES = ("referred_week", "opened_week", "closed_week", "first_met_week", "born_week", "first_separated_week")
COLUMNS = (
    "study_number", *DATES, "weeks_of_gestation_at_referral", "tier", "closing_reason", "visits_done", "no_access",
    "open_to_social_services", "on_register", "looked_after", "separations", "returned_home", "scores_at_start",
    "scores_at_end",
)  # fmt: skip

STATEMENT = f"""WITH {COMMON}
SELECT o.id, o.referred_on, o.opened_on, CASE WHEN o.closed_on <= %(last)s THEN o.closed_on END, v.first_met, b.born_on,
       s.first_on, CASE WHEN p.ended_on IS NULL OR p.ended_on > o.referred_on
                        THEN (280 - (p.due_date - o.referred_on)) / 7 END, c.tier,
       CASE WHEN o.closed_on <= %(last)s THEN x.reason END, coalesce(v.done, 0), coalesce(v.no_access, 0),
       t.social, t.register, t.looked_after, s.separations, s.home, a.starts, a.ends
FROM open_case o
JOIN families_case c ON c.id = o.id
LEFT JOIN families_pregnancy p ON p.id = o.pregnancy_id
LEFT JOIN families_closure x ON x.case_id = o.id AND x.signed_on IS NOT NULL AND x.reopened_on IS NULL
LEFT JOIN LATERAL (
    SELECT min((d.happened_at AT TIME ZONE 'Europe/London')::date) FILTER (WHERE d.outcome = 'done') AS first_met,
           count(*) FILTER (WHERE d.outcome = 'done') AS done,
           count(*) FILTER (WHERE d.outcome = 'no_access') AS no_access
    FROM families_visitcase vc JOIN families_visit d ON d.id = vc.visit_id
    WHERE vc.case_id = o.id AND d.happened_at < %(until_at)s) v ON true
LEFT JOIN LATERAL (
    SELECT min(i.born_on) AS born_on FROM case_link l JOIN families_birth i ON i.child_id = l.child_id
    WHERE l.case_id = o.id AND i.born_on <= %(last)s) b ON true
LEFT JOIN LATERAL (
    SELECT coalesce(bool_or(u.open_to_social_services), false) AS social, coalesce(bool_or(u.on_register), false)
           AS register, coalesce(bool_or(u.looked_after), false) AS looked_after
    FROM families_status u WHERE u.family_id = o.family_id AND u.starts <= %(last)s
      AND (u.ends IS NULL OR u.ends >= %(first)s)) t ON true
LEFT JOIN LATERAL (
    SELECT min(z.separated_on) AS first_on, count(*) AS separations, count(h.id) AS home
    FROM case_link l JOIN families_separation z ON z.child_id = l.child_id AND z.counts_as_removal
    LEFT JOIN families_returnhome h ON h.separation_id = z.id AND h.returned_on <= %(last)s
    WHERE l.case_id = o.id AND z.separated_on <= %(last)s) s ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE point = 'start') > 0 AS starts, count(*) FILTER (WHERE point = 'end') > 0 AS ends
    FROM outcomes_assessment WHERE case_id = o.id AND withdrawn_at IS NULL AND assessed_on <= %(last)s) a ON true
"""  # noqa: S608  (no text of a user's)


def as_extract(made_for: Return, by: User, told: Progress) -> tuple[bytes, list[UUID]]:
    """One tidy table, UTF-8, ordered by the study number, which says nothing of the order of cases; and its cases.

    Cases that a restriction or an exclusion keeps from ``by`` are not in it.
    """
    told(Part.ROWS)
    scope = scope_of_return(made_for)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, parameters_of(scope))
        found = cursor.fetchall()
    given = extractable_cases(by, scope.service, (row[0] for row in found))
    told(Part.TABLE)
    rows = sorted((_row(scope, row) for row in found if row[0] in given), key=lambda row: str(row[0]))
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode(), [row[0] for row in found if row[0] in given]


def name_of_extract(made_for: Return) -> str:
    """What the file is called."""
    return f"{made_for.service.slug}-{made_for.first_day}-{made_for.last_day}-rows-without-names.csv"


def study_number(service: UUID, case: UUID) -> str:
    """Twelve characters that stand for a case in every extract of a service."""
    key = hashlib.sha256(f"study:{service}:{settings.SECRET_KEY}".encode()).digest()
    return base64.b32encode(hmac.new(key, case.bytes, hashlib.sha256).digest())[:12].decode()


def _row(scope: Scope, row: tuple[Any, ...]) -> list[Any]:
    case, *rest = row
    weeks = [_week(day) for day in rest[: len(DATES)]]
    return [study_number(scope.service.pk, case), *weeks, *(_cell(value) for value in rest[len(DATES) :])]


def _week(day: date | None) -> str:
    return (day - timedelta(days=day.weekday())).isoformat() if day else ""


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else value
