"""Structured papers of a service: their sections, who signs, who acknowledges, until when they hold."""

from typing import Literal

from attrs import frozen

from families.labels import Label

NO_WORDS = Label("")
Filling = Literal[
    "", "people", "addressee", "team", "statuses", "visits", "topics", "meetings", "goals", "tasks",
]  # fmt: skip
"""What of the case a section begins with, until somebody writes over it."""


@frozen(kw_only=True)
class Section:
    """One heading of a paper. ``fills`` names what the software writes there first; ``required`` before signing."""

    key: str
    label: Label
    help: Label = NO_WORDS
    fills: Filling = ""
    required: bool = True


@frozen(kw_only=True)
class Acknowledged:
    """A unit outside the team that says it has the paper, asked again after so many working days."""

    unit: Label
    within_working_days: int


@frozen(kw_only=True)
class PaperKind:
    """A structured paper. Signed, it counts as the ``document`` of that key, which is what clocks wait for.

    ``about``: the whole case or one child of it. ``signers``: slots whose worker, or a manager, may sign;
    empty: whoever may write on the case. ``countersigned``: a manager signs as well, not the one who signed.
    ``until_birth``: it holds for the unborn only. ``letter``: drawn with the addressee first, and no headings.
    ``for_family``: written in the client's language.
    """

    key: str
    label: Label
    document: str
    source: str
    sections: tuple[Section, ...]
    help: Label = NO_WORDS
    about: Literal["case", "child"] = "case"
    signers: tuple[str, ...] = ()
    countersigned: bool = False
    acknowledged: Acknowledged | None = None
    until_birth: bool = False
    letter: bool = False
    for_family: bool = False

    def section(self, key: str) -> Section | None:
        """The section of that key, if the paper still has it."""
        return next((one for one in self.sections if one.key == key), None)


@frozen(kw_only=True)
class ReportKind:
    """An assessment or report that the team asks somebody else for. Working days until it is due."""

    key: str
    label: Label
    document: str
    due_working_days: int


@frozen(kw_only=True)
class Paperwork:
    """What a service writes, and what it asks others to write."""

    papers: tuple[PaperKind, ...] = ()
    reports: tuple[ReportKind, ...] = ()

    def paper(self, key: str) -> PaperKind | None:
        """The kind of paper of that key, if the service has it."""
        return next((one for one in self.papers if one.key == key), None)
