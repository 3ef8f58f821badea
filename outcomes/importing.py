"""The sheet of assessments, for the importer of families: a column for each domain of the tools loaded."""

from collections.abc import Iterable
from uuid import UUID

from attrs import frozen
from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import Reader, WrongCell, chosen, one_of, past_day
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, ids, refers
from families.models import Case
from outcomes.models import Assessment, Domain, Missing, Point, Respondent, Score, ToolVersion


def _version_name(version: ToolVersion) -> str:
    return f"{version.tool.slug} {version.label}"


def _score(cell: str, _run: Run) -> int | str:
    """A whole number, or why there is none."""
    if cell.lstrip("-").isascii() and cell.lstrip("-").isdigit() and len(cell) <= 4:
        return int(cell)
    return chosen(cell, Missing.values)


def _tool(cell: str, _run: Run) -> str:
    """Short name and version of a tool that is loaded."""
    return " ".join(cell.lower().split())


_READ_SCORE: Reader = _score


@frozen
class _Facts:
    versions: dict[str, ToolVersion]
    domains: dict[str, list[Domain]]
    cases: dict[UUID, Case]


class AssessmentSheet(Sheet):
    """One reading of a tool. Under each domain stands the score or why there is none."""

    name = "assessments"
    about = "Scores, one row for each reading, with a column for each domain of the tool."
    columns = (
        refers("case", "cases"),
        Column("tool", _tool, required=True, about="Short name and version, such as “jig-so-ten-point 1”."),
        Column("point", one_of(*Point.values), required=True),
        Column("respondent", one_of(*Respondent.values), required=True),
        Column("assessed_on", past_day, required=True),
        refers("assessed_by", "workers", required=False),
    )

    def columns_for(self, run: Run) -> tuple[Column, ...]:
        keys = Domain.objects.filter(version__tool__partnership=run.partnership).order_by("position")
        names = dict.fromkeys(keys.values_list("key", flat=True))
        return (*self.columns, *(Column(name, _READ_SCORE) for name in names))

    def look_up(self, rows: list[Row], run: Run) -> _Facts:
        versions = ToolVersion.objects.filter(tool__partnership=run.partnership).select_related("tool")
        by_name = {_version_name(version): version for version in versions.prefetch_related("domains")}
        domains = {name: list(version.domains.all()) for name, version in by_name.items()}
        return _Facts(by_name, domains, Case.objects.in_bulk(ids(rows, "case")))

    def faults(self, row: Row, facts: _Facts, run: Run) -> Iterable[Fault]:
        if row["tool"] not in facts.versions:
            try:
                chosen(row["tool"], facts.versions)
            except WrongCell as wrong:
                yield Fault("tool", str(wrong))
            return
        if row["assessed_on"] < facts.cases[row["case"]].referred_on:
            yield Fault("assessed_on", _("The scores are from before the case was referred."))
        domains = facts.domains[row["tool"]]
        yield from _outside_the_tool(row, {domain.key for domain in domains})
        for domain in domains:
            yield from _wrong_score(domain, row.values.get(domain.key))

    def records(self, row: Row, facts: _Facts, run: Run) -> list[Fresh]:
        assessment = fresh(
            Assessment,
            case_id=row["case"],
            version_used=facts.versions[row["tool"]],
            point=row["point"],
            respondent=row["respondent"],
            assessed_on=row["assessed_on"],
            assessed_by_id=row["assessed_by"],
            **run.stamp(),
        )
        domains = facts.domains[row["tool"]]
        return [assessment, *(_score_of(assessment, domain, row[domain.key], run) for domain in domains)]


def _score_of(assessment: Fresh, domain: Domain, found: int | str, run: Run) -> Fresh:
    scored = isinstance(found, int)
    return fresh(
        Score,
        assessment=assessment,
        domain=domain,
        value=found if scored else None,
        missing="" if scored else found,
        **run.stamp(),
    )


def _wrong_score(domain: Domain, found: int | str | None) -> Iterable[Fault]:
    if found is None:
        yield Fault(domain.key, _("Give the score or why there is none: %s.") % ", ".join(Missing.values))
    elif isinstance(found, int) and not domain.minimum <= found <= domain.maximum:
        message = _("%(found)d is not between %(least)d and %(most)d.")
        yield Fault(domain.key, message % {"found": found, "least": domain.minimum, "most": domain.maximum})


def _outside_the_tool(row: Row, known: set[str]) -> Iterable[Fault]:
    own = {column.name for column in AssessmentSheet.columns}
    for name in sorted(row.values.keys() - known - own):
        if row.values[name] is not None:
            yield Fault(name, _("The tool has no such domain."))
