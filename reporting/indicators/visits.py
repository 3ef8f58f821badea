"""Lines about visits. Days are London's."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import Gap, Indicator, Kind, Known

COMPLETED = Indicator(
    key="visits_completed",
    number="15",
    label=_("Visits completed, a joint visit counts 1"),
    definition=_("How many visits took place in the period."),
    population=_("Visits that count in a case of the service."),
    numerator=_(
        "Those that took place on a day of the period, one each however many workers and cases. A joint "
        "visit of which each side wrote its own account is one where both took place on the same day."
    ),
    kind=Kind.COUNT,
    unit="visit",
    known=Known(events=("n",), some=(("worker_contacts:n", ("n",)),)),
    rows="""
    SELECT 'numerator' AS part, id AS object_id, case_id, reference,
           jsonb_build_object('happened_at', happened_at) AS detail
    FROM done_visit v WHERE NOT EXISTS (SELECT 1 FROM told_twice t WHERE t.id = v.id)
    """,
)

CONTACTS = Indicator(
    key="worker_contacts",
    number="16",
    label=_("Worker contacts, a joint visit counts each worker"),
    definition=_("How often a worker of the service met a family: every visit of line 15, once for each worker."),
    population=_("The visits of line 15."),
    numerator=_("Each worker who took part, once in a joint visit of which each side wrote its own account."),
    kind=Kind.COUNT,
    unit="contact",
    known=Known(events=("n",)),
    rows="""
    SELECT 'numerator' AS part, w.id AS object_id, v.case_id, v.reference,
           jsonb_build_object('happened_at', v.happened_at) AS detail
    FROM done_visit v JOIN families_visitworker w ON w.visit_id = v.id
    WHERE NOT EXISTS (
        SELECT 1 FROM told_twice t
        JOIN done_visit o ON o.joint = t.joint AND o.day = t.day AND o.id < t.id
        JOIN families_visitworker also ON also.visit_id = o.id
        WHERE t.id = v.id AND also.worker_id = w.worker_id)
    """,
)

_PLANNED = _(
    "Visits planned for a day of the period, without those that the service itself cancelled. A joint visit "
    "that was recorded in parts is one for each outcome that its parts had."
)
_UNDECIDED = _("Visits that are still only planned: nobody has written what became of them, or they lie ahead.")


def _planned(counted: str) -> str:
    return f"""
    SELECT CASE outcome WHEN '{counted}' THEN 'numerator' WHEN 'planned' THEN 'unknown' ELSE 'denominator' END AS part,
           id AS object_id, case_id, reference,
           jsonb_build_object('planned_for', planned_for, 'outcome', outcome, 'cancelled_by', cancelled_by) AS detail
    FROM planned_once
    """  # noqa: S608  (the outcome is written below)


PLANNED_COMPLETED = Indicator(
    key="planned_visits_completed",
    number="23",
    label=_("Visits completed of those planned, less those we cancelled"),
    definition=_("What share of the planned visits took place."),
    population=_PLANNED,
    numerator=_("Those that took place."),
    left_out=_("Visits that were never planned, and those cancelled by the service."),
    unknowns=_UNDECIDED,
    kind=Kind.SHARE,
    unit="visit",
    known=Known(events=("n", "of"), some=(("of", ("n", "no_access:n")),)),
    gap=Gap(
        words=_("Planned visits of past days without an outcome"),
        mend="families:visit_log",
        part="visit_id",
        where="part = 'unknown' AND (detail ->> 'planned_for')::timestamptz < %(today)s",
    ),
    rows=_planned("done"),
)

NO_ACCESS = Indicator(
    key="no_access",
    number="24",
    label=_("No access, of the same visits"),
    definition=_("At what share of the planned visits nobody let the worker in."),
    population=_PLANNED,
    numerator=_("Those recorded as no access."),
    left_out=_("Visits that were never planned, and those cancelled by the service."),
    unknowns=_UNDECIDED,
    kind=Kind.SHARE,
    unit="visit",
    known=Known(
        same={"of": "planned_visits_completed:of", "unknown": "planned_visits_completed:unknown"}, events=("n",)
    ),
    rows=_planned("no_access"),
)

CHOSEN_LANGUAGE = Indicator(
    key="care_in_chosen_language",
    number="29b",
    label=_("Visits held in the client's chosen language"),
    definition=_("What share of the visits to clients who have chosen a language were held in it."),
    population=_("Visits of line 15, once for each case they count in, where the client has a language of choice."),
    numerator=_("Those where the language spoken is that choice."),
    left_out=_("Clients whose choice is not recorded: they are seen in line 29."),
    unknowns=_("Visits whose language was not written down."),
    kind=Kind.SHARE,
    unit="visit",
    known=Known(events=("n", "of")),
    gap=Gap(words=_("Visits whose language was not written down"), mend="families:visits"),
    rows="""
    SELECT CASE v.language WHEN '' THEN 'unknown' WHEN p.language THEN 'numerator' ELSE 'denominator' END AS part,
           vc.id AS object_id, c.id AS case_id, c.reference,
           jsonb_build_object('happened_at', v.happened_at, 'language', v.language, 'chosen', p.language) AS detail
    FROM done_visit v
    JOIN families_visitcase vc ON vc.visit_id = v.id
    JOIN service_case c ON c.id = vc.case_id
    JOIN families_person p ON p.id = c.client_id AND p.language <> ''
    """,
)

INDICATORS = (COMPLETED, CONTACTS, PLANNED_COMPLETED, NO_ACCESS, CHOSEN_LANGUAGE)
