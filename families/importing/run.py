"""One run of the importer: for whom, into what, on which day."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from attrs import define, field
from django.utils import timezone

from accounts.models import Partnership, Team, User
from families.definition_of import any_definition_of
from families.definitions import Definition
from families.importing.problems import Problems
from families.models import Service, ServiceVersion


@define(slots=False)
class Run:
    """``source`` names the files across runs: the same row of the same source is taken once.

    ``now`` stamps every record of the run.
    """

    partnership: Partnership
    service: Service
    team: Team
    source: str
    by: User | None = None
    problems: Problems = field(factory=Problems)
    now: datetime = field(factory=timezone.now)
    counts: dict[str, int] = field(factory=dict)

    @cached_property
    def today(self) -> date:
        """The day of the run in this country."""
        return timezone.localdate(self.now)

    @cached_property
    def versions(self) -> list[ServiceVersion]:
        """The service's versions, oldest first."""
        return list(self.service.versions.order_by("effective_from"))

    @cached_property
    def definitions(self) -> list[Definition]:
        """The definitions of the versions, newest first: where they differ the newest speaks."""
        return [any_definition_of(version) for version in reversed(self.versions)]

    def version_on(self, day: date) -> ServiceVersion | None:
        """The version in force on a day, or None."""
        for version in self.versions:
            if version.effective_from <= day and (version.effective_to is None or day <= version.effective_to):
                return version
        return None

    @cached_property
    def _sections(self) -> dict[str, dict[str, Any]]:
        return {}

    def section(self, name: str) -> dict[str, Any]:
        """The entries of one section of the definition, by key."""
        if name not in self._sections:
            found: dict[str, Any] = {}
            for definition in self.definitions:
                owner: Any = definition
                for part in name.split("."):
                    owner = getattr(owner, part)
                for entry in owner:
                    found.setdefault(entry.key, entry)
            self._sections[name] = found
        return self._sections[name]

    def keys(self, name: str) -> dict[str, Any]:
        """The keys of one section of the definition."""
        return self.section(name)

    def stamp(self) -> dict[str, Any]:
        """Who entered a record, and when, as arguments of its class."""
        return {"entered_at": self.now, "entered_by": self.by}
