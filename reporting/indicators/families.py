"""Lines about families and the people in them."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import CLIENTS, Gap, Indicator, Kind, Known

OPEN = Indicator(
    key="families_open",
    number="6",
    label=_("Families open on any day"),
    definition=_("How many families the service worked with in the period."),
    population=_("Families with a case of the service."),
    numerator=_("Those with a case open on at least one day of the period; the closing day counts. Each family once."),
    kind=Kind.COUNT,
    unit="family",
    known=Known(once=("n",)),
    rows="""
    SELECT 'numerator' AS part, family_id AS object_id, case_id, reference,
           jsonb_build_object('opened_on', opened_on) AS detail
    FROM open_family
    """,
)

PREGNANT = Indicator(
    key="pregnant_women",
    number="7",
    label=_("Pregnant women"),
    definition=_("How many of the service's clients were pregnant while their case was open in the period."),
    population=_("Women whose case is about their own pregnancy and was open in the period."),
    numerator=_("Those still pregnant on the first day in the period on which the case was open. Each woman once."),
    kind=Kind.COUNT,
    unit="person",
    known=Known(once=("n",), some=(("families_open:n", ("n",)),)),
    rows="""
    SELECT 'numerator' AS part, x.* FROM (
        SELECT DISTINCT ON (o.client_id) o.client_id AS object_id, o.id AS case_id, o.reference,
               jsonb_build_object('due_on', p.due_date, 'ended_on', p.ended_on) AS detail
        FROM open_case o JOIN families_pregnancy p ON p.id = o.pregnancy_id AND p.mother_id = o.client_id
        WHERE p.ended_on IS NULL OR p.ended_on >= greatest(o.opened_on, %(first)s)
        ORDER BY o.client_id, o.opened_on, o.id) x
    """,
)

PARTNERS = Indicator(
    key="fathers_and_partners",
    number="8",
    label=_("Fathers and partners with their own case"),
    definition=_("How many fathers and partners were clients in their own right."),
    population=_("Clients of cases open on any day of the period."),
    numerator=_("Those whose place in the family is that of a father or partner. Each person once."),
    kind=Kind.COUNT,
    unit="person",
    known=Known(once=("n",), some=((CLIENTS, ("n",)), (CLIENTS, ("pregnant_women:n", "n")))),
    rows="""
    SELECT 'numerator' AS part, x.* FROM (
        SELECT DISTINCT ON (o.client_id) o.client_id AS object_id, o.id AS case_id, o.reference,
               jsonb_build_object('opened_on', o.opened_on) AS detail
        FROM open_case o JOIN partner_case p ON p.case_id = o.id
        ORDER BY o.client_id, o.opened_on, o.id) x
    """,
)

OPEN_TO_SOCIAL = Indicator(
    key="families_open_to_social_services",
    number="13",
    label=_("Families open to social services on any day"),
    definition=_("How many of the families of line 6 were open to social services on any day of the period."),
    population=_("The families of line 6."),
    numerator=_("Those where somebody stood under a status that means open to social services on any day of the "
                "period."),
    unknowns=_("None: where no status is recorded the family is taken not to be open to social services."),
    source=_("Which statuses count is said in the service's definition and copied into each row as it is recorded."),
    kind=Kind.SHARE,
    unit="family",
    known=Known(same={"of": "families_open:n"}, once=("n",)),
    rows="""
    SELECT CASE WHEN s.family_id IS NULL THEN 'denominator' ELSE 'numerator' END AS part,
           f.family_id AS object_id, f.case_id, f.reference,
           jsonb_build_object('open_from_on', s.first_open_on) AS detail
    FROM open_family f LEFT JOIN open_to_social s ON s.family_id = f.family_id
    """,
)  # fmt: skip

CARE_LEAVERS = Indicator(
    key="care_leavers",
    number="14",
    label=_("Care leavers"),
    definition=_("How many of the service's clients had themselves been in care."),
    population=_("Clients of cases open on any day of the period, each once."),
    numerator=_("Those who answered yes."),
    unknowns=_("Clients who were not asked, or preferred not to say."),
    kind=Kind.COUNT,
    unit="person",
    known=Known(once=("n",), some=((CLIENTS, ("n", "unknown")),)),
    gap=Gap(
        words=_("Clients not asked whether they had been in care"),
        mend="families:person_edit",
        part="person_id",
        where="part = 'unknown' AND detail ->> 'answer' = 'not_asked'",
    ),
    rows="""
    SELECT CASE p.care_leaver WHEN 'yes' THEN 'numerator' WHEN 'no' THEN 'denominator' ELSE 'unknown' END AS part,
           o.client_id AS object_id, o.case_id, o.reference,
           jsonb_build_object('answer', p.care_leaver_answer) AS detail
    FROM open_client o JOIN families_person p ON p.id = o.client_id
    """,
)

LANGUAGE = Indicator(
    key="language_choice",
    number="29",
    label=_("Language choice recorded"),
    definition=_("For what share of the clients it is known in which language they want to be served."),
    population=_("Clients of cases open on any day of the period, each once."),
    numerator=_("Those with a language of choice on record."),
    kind=Kind.SHARE,
    unit="person",
    known=Known(
        same={"of": CLIENTS},
        once=("n",),
        some=((CLIENTS, ("n",)),),
        every=((CLIENTS, ("n", "annex_language:not_asked")),),
    ),
    gap=Gap(
        words=_("Clients without a language of choice"),
        mend="families:person_edit",
        part="person_id",
        where="part = 'denominator'",
    ),
    rows="""
    SELECT CASE p.language WHEN '' THEN 'denominator' ELSE 'numerator' END AS part,
           o.client_id AS object_id, o.case_id, o.reference, jsonb_build_object('language', p.language) AS detail
    FROM open_client o JOIN families_person p ON p.id = o.client_id
    """,
)

# How deep the statuses reach: 3 looked after, 2 on the register, 1 otherwise open, 0 closed.
_LEVEL = "CASE WHEN s.looked_after THEN 3 WHEN s.on_register THEN 2 WHEN s.open_to_social_services THEN 1 ELSE 0 END"


def _level_on(day: str) -> str:
    return f"""(SELECT coalesce(max({_LEVEL}), 0) FROM families_status s
        WHERE s.family_id = f.family_id AND s.starts <= {day} AND (s.ends IS NULL OR s.ends >= {day}))"""  # noqa: S608


CLOSED_TO_SOCIAL = Indicator(
    key="closed_to_social_services",
    number="37",
    label=_("Stepped down or closed to social services"),
    definition=_("What share of the families open to social services needed them less by the end of the period."),
    population=_("The families counted in line 13."),
    numerator=_("Those whose statuses on the last day reach less deep than on the first day on which they were open "
                "in the period. Looked after is deepest, then the register, then any other open status, then none."),
    left_out=_("Nobody; but a family with a child who lives apart from it on the last day is not counted as better "
               "off."),
    kind=Kind.SHARE,
    unit="family",
    known=Known(same={"of": "families_open_to_social_services:n"}),
    rows=f"""
    SELECT CASE WHEN before > after AND NOT apart THEN 'numerator' ELSE 'denominator' END AS part,
           family_id AS object_id, case_id, reference,
           jsonb_build_object('level_before', before, 'level_after', after) AS detail
    FROM (
        SELECT f.*, {_level_on("f.first_open_on")} AS before, {_level_on("%(last)s")} AS after, EXISTS (
            SELECT 1 FROM families_separation x JOIN families_child ch ON ch.id = x.child_id
            LEFT JOIN families_returnhome h ON h.separation_id = x.id
            WHERE ch.family_id = f.family_id AND x.counts_as_removal AND x.from_all_resident_parents
              AND x.separated_on <= %(last)s AND (h.returned_on IS NULL OR h.returned_on > %(last)s)) AS apart
        FROM open_to_social f) levels
    """,  # noqa: S608
)  # fmt: skip

INDICATORS = (OPEN, PREGNANT, PARTNERS, OPEN_TO_SOCIAL, CARE_LEAVERS, LANGUAGE, CLOSED_TO_SOCIAL)
