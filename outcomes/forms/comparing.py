"""Entering two cohorts as rows, drawing two from the records, and choosing what cost is set against."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, pick
from families.models import Service
from outcomes.actions.comparisons import CohortGiven, ComparisonGiven
from outcomes.models import Comparison, ComparisonCohort
from outcomes.periods import Period
from ui.fields import CleanCharField, NoteField
from ui.forms import Form

COHORTS = {1: _("First cohort"), 2: _("Second cohort")}
CELLS = (
    "size", "happened", "otherwise", "with_happened", "with_otherwise", "without_happened", "without_otherwise",
    "with_all", "without_all",
)  # fmt: skip
MOST = 1_000_000


def _number(label: Any, **details: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False, **details)


class ComparisonForm(RecordForm):
    """Two cohorts with the cells that somebody knows. What stays empty is unknown, or follows from the rest."""

    service = forms.ChoiceField(label=_("Service"))
    title = CleanCharField(label=_("What is compared"), max_length=120)
    source = CleanCharField(label=_("Where the numbers come from"), max_length=300)
    happened = CleanCharField(label=_("What happened, such as “Removed”"), max_length=60)
    otherwise = CleanCharField(label=_("Otherwise, such as “At home”"), max_length=60)
    before = CleanCharField(label=_("What went before, such as “Earlier removal”"), max_length=60, required=False)
    confounders = NoteField(label=_("What else differed between the two, so that the difference may have other causes"))

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._services = {str(one.pk): one for one in services}
        self.fields["service"].choices = [(pk, one.name) for pk, one in self._services.items()]  # type: ignore[attr-defined]
        self.fields["confounders"].max_length = 4000  # type: ignore[attr-defined]
        for number, cohort in COHORTS.items():
            self.fields[f"cohort_{number}_label"] = CleanCharField(label=_("Name of the cohort"), max_length=120)
            for cell, label in CELL_LABELS.items():
                self.fields[f"cohort_{number}_{cell}"] = _number(format_lazy("{}: {}", cohort, label))

    @property
    def service_chosen(self) -> Service:
        """The service of a valid form."""
        return self._services[self.cleaned_data["service"]]

    def cohort(self, number: int) -> dict[str, Any]:
        """What the page draws for one cohort: bound fields by cell."""
        return {name: self[f"cohort_{number}_{name}"] for name in ("label", *CELLS)}

    def as_given(self) -> ComparisonGiven:
        """What the form says, for the action. Valid forms only."""
        said = self.cleaned_data
        texts = {name: said[name] for name in ("title", "source", "happened", "otherwise", "before", "confounders")}
        return ComparisonGiven(**texts, cohorts=[self._cohort(number) for number in COHORTS])

    def _cohort(self, number: int) -> CohortGiven:
        said = {cell: self.cleaned_data[f"cohort_{number}_{cell}"] for cell in CELLS}
        known = {cell: value for cell, value in said.items() if value is not None}
        return CohortGiven(label=self.cleaned_data[f"cohort_{number}_label"], cells=known)


CELL_LABELS: dict[str, Any] = {  # whole, for the list of what is wrong; in their place on the page they are short
    "size": _("how many in all"),
    "happened": _("to how many it happened"),
    "otherwise": _("to how many it did not"),
    "with_all": _("how many with what went before"),
    "with_happened": _("with what went before, to how many it happened"),
    "with_otherwise": _("with what went before, to how many it did not"),
    "without_all": _("how many without what went before"),
    "without_happened": _("without what went before, to how many it happened"),
    "without_otherwise": _("without what went before, to how many it did not"),
}


class DrawForm(Form):
    """Two cohorts out of the service's own records."""

    service = forms.ChoiceField(label=_("Service"))
    way = pick(
        _("Which two cohorts?"),
        [("order", _("The first and the last so many children")), ("version", _("Before a version, and from it on"))],
        initial="order",
    )
    size = _number(_("How many in each"), initial=40)
    under = forms.ChoiceField(label=_("Version of the service"), required=False)

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._services = {str(one.pk): one for one in services}
        labels = sorted({version.label for one in self._services.values() for version in one.versions.all()})
        self.fields["service"].choices = [(pk, one.name) for pk, one in self._services.items()]  # type: ignore[attr-defined]
        self.fields["under"].choices = [("", _("Choose"))] + [(one, one) for one in labels]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The number or the version, whichever the way asks for; the page shows that one alone."""
        said = super().clean() or {}
        _forget(self, {"order": ["under"], "version": ["size"]}.get(said.get("way", ""), []))
        if said.get("way") == "order" and not said.get("size") and "size" not in self.errors:
            self.add_error("size", str(_("How many children should each cohort have?")))
        if said.get("way") == "version" and not said.get("under") and "under" not in self.errors:
            self.add_error("under", str(_("Choose the version.")))
        return said

    @property
    def service_chosen(self) -> Service:
        """The service of a valid form."""
        return self._services[self.cleaned_data["service"]]

    @property
    def more(self) -> dict[str, Any]:
        """Parameters of the run."""
        said = self.cleaned_data
        if said["way"] == "order":
            return {"way": "order", "size": said["size"]}
        return {"way": "version", "version": said["under"]}


class CostForm(Form):
    """What the removals that happened are set against."""

    service = forms.ChoiceField(label=_("Service"))
    period = forms.ChoiceField(label=_("Period"))
    counterfactual = pick(
        _("Without the service, how many would have had a baby removed?"),
        [
            ("all", _("Every family open to social services: the most that could be claimed")),
            ("cohort", _("As many of them as in a cohort of a comparison")),
            ("published", _("As many of them as a published rate says")),
        ],
        initial="all",
    )
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    n = _number(_("Removed"))
    of = _number(_("Out of"))
    source = CleanCharField(label=_("Who published it"), max_length=300, required=False)

    def __init__(
        self, *args: Any, services: Iterable[Service], periods: Iterable[Period], cohorts: Iterable[ComparisonCohort],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._services = {str(one.pk): one for one in services}
        self._periods = {one.key: one for one in periods}
        self.fields["service"].choices = [(pk, one.name) for pk, one in self._services.items()]  # type: ignore[attr-defined]
        self.fields["period"].choices = [(key, one.label) for key, one in self._periods.items()]  # type: ignore[attr-defined]
        named = [(str(one.pk), f"{one.comparison.title}: {one.label}, {one.happened}/{one.size}") for one in cohorts]
        self.fields["cohort"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the counterfactual chosen needs; the page shows that alone."""
        said = super().clean() or {}
        kind = said.get("counterfactual")
        rate = ["n", "of", "source"]
        _forget(self, {"all": ["cohort", *rate], "cohort": rate, "published": ["cohort"]}.get(kind or "", []))
        if kind == "cohort" and not said.get("cohort") and "cohort" not in self.errors:
            self.add_error("cohort", str(_("Choose the cohort.")))
        if kind == "published":
            self._check_rate(said)
        return said

    def _check_rate(self, said: dict[str, Any]) -> None:
        n, of = said.get("n"), said.get("of")
        if n is None and "n" not in self.errors:
            self.add_error("n", str(_("How many were removed?")))
        if not of and "of" not in self.errors:
            self.add_error("of", str(_("Out of how many?")))
        elif n is not None and of and n > of:
            self.add_error("n", str(_("That is more than there were.")))
        if not said.get("source") and "source" not in self.errors:
            self.add_error("source", str(_("Say who published the rate.")))

    @property
    def chosen(self) -> tuple[Service, Period]:
        """The service and the period of a valid form."""
        return self._services[self.cleaned_data["service"]], self._periods[self.cleaned_data["period"]]

    @property
    def more(self) -> dict[str, Any]:
        """Parameters of the run."""
        said = self.cleaned_data
        kind = said["counterfactual"]
        if kind == "cohort":
            return {"counterfactual": kind, "cohort": said["cohort"]}
        if kind == "published":
            return {"counterfactual": kind, "n": said["n"], "of": said["of"], "source": said["source"]}
        return {"counterfactual": kind}


def _forget(form: Form, names: Iterable[str]) -> None:
    """Drop what is wrong with fields that the choice does not ask for: nobody would find it."""
    for name in names:
        form.errors.pop(name, None)


def cohorts_of(services: Iterable[Service]) -> Iterable[ComparisonCohort]:
    """The cohorts of the standing comparisons of some services."""
    standing = Comparison.objects.standing().filter(service__in=list(services))
    return (
        ComparisonCohort.objects.filter(comparison__in=standing)
        .select_related("comparison")
        .order_by("comparison__title", "position")
    )
