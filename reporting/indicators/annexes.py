"""The annexes: the clients of the period by what they were asked about themselves, silences apart.

One for each question of the service's definition, one by age and one by language of choice. A row says which case and
which band, never the answer beside a name.
"""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from families.definitions.schema import ServiceDefinition
from reporting.indicators.base import Gap, Indicator, Kind, Text

PREFIX = "annex_"
NOT_ASKED, SILENT, OTHER = "not_asked", "prefer_not_to_say", "another_answer"
_KEY = re.compile(r"[a-z][a-z0-9_]*")
AGES = (("under_18", 0, 18), ("18_to_24", 18, 25), ("25_to_34", 25, 35), ("35_or_over", 35, 200))
_AGE = " ".join(f"WHEN years < {end} THEN '{key}'" for key, _start, end in AGES)
_SILENCES: dict[str, Text] = {SILENT: _("Prefer not to say"), NOT_ASKED: _("Not asked")}


def annexes_of(definition: ServiceDefinition) -> tuple[Indicator, ...]:
    """By age, by every question of the definition, by language."""
    language = get_language() or "en"
    asked = [
        _question(
            place,
            question.key,
            question.label.text(language),
            {one.key: one.label.text(language) for one in question.answers},
        )
        for place, question in enumerate(definition.monitoring, start=2)
    ]
    return (_ages(), *asked, _languages(len(asked) + 2, definition))


def _annex(place: int, key: str, label: Text, bands: dict[str, Text], rows: str, gap: Gap | None = None) -> Indicator:
    return Indicator(
        key=f"{PREFIX}{key}",
        number=f"A{place}",
        label=_("Clients by: %(what)s") % {"what": label},
        definition=_("The clients of cases open on any day of the period, by their latest answer by its last day."),
        population=_("Clients of cases open on any day of the period, each once; the bands add up to them."),
        numerator=_("How many stand in each band."),
        unknowns=_("Silences are bands of their own: prefer not to say, and not asked."),
        kind=Kind.COUNT,
        unit="person",
        rows=rows,
        extras={"band"},
        bands=tuple(bands),
        band_labels=bands,
        gap=gap,
    )


def _question(place: int, key: str, label: str, answers: dict[str, Text]) -> Indicator:
    if not _KEY.fullmatch(key) or not all(_KEY.fullmatch(one) for one in answers):
        raise ValueError(f"{key} cannot be the key of a question or an answer.")
    known = ", ".join(f"'{one}'" for one in answers)
    rows = f"""
    SELECT 'numerator' AS part, o.client_id AS object_id, o.case_id, o.reference,
           CASE WHEN f.answer = 'given' AND f.value IN ({known}) THEN f.value
                WHEN f.answer = 'given' THEN '{OTHER}'
                ELSE coalesce(f.answer, '{NOT_ASKED}') END AS band,
           '{{}}'::jsonb AS detail
    FROM open_client o LEFT JOIN LATERAL (
        SELECT x.answer, x.value FROM families_personfact x
        WHERE x.person_id = o.client_id AND x.question = '{key}' AND x.recorded_on <= %(last)s
        ORDER BY x.recorded_on DESC, x.id DESC LIMIT 1) f ON true
    """  # noqa: S608  (keys of the definition, checked above)
    words = _("Clients not asked: %(question)s") % {"question": label.replace("%", "%%")}
    gap = _unasked(words, "families:person_facts")
    return _annex(place, key, label, {**answers, OTHER: _("Another answer"), **_SILENCES}, rows, gap)


def _unasked(words: Text, mend: str) -> Gap:
    return Gap(words=words, mend=mend, part="person_id", where=f"band = '{NOT_ASKED}'")


def _ages() -> Indicator:
    rows = f"""
    SELECT 'numerator' AS part, object_id, case_id, reference,
           CASE WHEN years IS NULL THEN '{NOT_ASKED}' {_AGE} END AS band, '{{}}'::jsonb AS detail
    FROM (SELECT o.client_id AS object_id, o.case_id, o.reference,
                 extract(year FROM age(%(last)s::date, p.date_of_birth))::int AS years
          FROM open_client o JOIN families_person p ON p.id = o.client_id) aged
    """  # noqa: S608
    bands: dict[str, Text] = {
        "under_18": _("Under 18"),
        "18_to_24": _("18 to 24"),
        "25_to_34": _("25 to 34"),
        "35_or_over": _("35 or over"),
        NOT_ASKED: _("Not known"),
    }
    gap = _unasked(_("Clients without a date of birth"), "families:person_edit")
    return _annex(1, "age", _("age on the last day"), bands, rows, gap)


def _languages(place: int, definition: ServiceDefinition) -> Indicator:
    known = ", ".join(f"'{one}'" for one in definition.languages)
    rows = f"""
    SELECT 'numerator' AS part, o.client_id AS object_id, o.case_id, o.reference,
           CASE WHEN p.language = '' THEN '{NOT_ASKED}' WHEN p.language IN ({known}) THEN p.language
                ELSE '{OTHER}' END AS band, '{{}}'::jsonb AS detail
    FROM open_client o JOIN families_person p ON p.id = o.client_id
    """  # noqa: S608  (the codes of the definition's schema)
    names: dict[str, Text] = {"en": _("English"), "cy": _("Welsh")}
    bands: dict[str, Text] = {one: names[one] for one in definition.languages}
    return _annex(
        place, "language", _("language of choice"), {**bands, OTHER: _("Another language"), NOT_ASKED: _("Not asked")},
        rows,
    )  # fmt: skip
