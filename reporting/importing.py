"""The sheet of births in the area, for the importer of families."""

from families.importing.bulk import Fresh, fresh
from families.importing.cells import day, text, whole
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet
from reporting.models import LocalBirths


class LocalBirthsSheet(Sheet):
    """Births of an area in a year, with their source; the share that the service reaches rests on it."""

    name = "local_births"
    about = "How many children were born in the area in a year, and who says so."
    columns = (
        Column("area", text(80), required=True),
        Column("year_starts", day, required=True, about="First day of the year counted."),
        Column("births", whole(0, 9_999_999), required=True),
        Column("source", text(200), required=True),
    )

    def records(self, row: Row, facts: None, run: Run) -> list[Fresh]:
        births = fresh(
            LocalBirths,
            partnership=run.partnership,
            area=row["area"],
            year_starts=row["year_starts"],
            births=row["births"],
            source=row["source"],
            **run.stamp(),
        )
        return [births]
