"""A return ready to be read or written to a file: the draft of this moment, or a signed version as it was."""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, field, frozen
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from outcomes.periods import Period
from reporting.actions.releasing import tables_of
from reporting.drafts import figures_now, figures_to_date
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.indicators.registry import BY_KEY, Group, layout_of, lines_of
from reporting.models import Release, Return, ReturnVersion
from reporting.periods import period_of_days
from reporting.publishing.showing import Shown, shown
from reporting.scope import Scope, scope_of, words_of

INTERNAL, PUBLISHED = "internal", "published"
Lines = tuple[tuple[Indicator, str, Figure | None], ...]


@frozen
class Document:
    """What a file holds. ``made_at`` is the moment of signing for a version, so that its bytes never change."""

    service: str
    slug: str
    period: Period
    state: str
    state_words: str
    made_at: datetime
    groups: tuple[tuple[Group, Lines], ...]
    commentary: Mapping[str, str]
    words: Mapping[str, object]
    to_date: Mapping[str, Figure] = field(factory=dict)
    audience: str = INTERNAL
    held: frozenset[str] = frozenset()
    held_to_date: frozenset[str] = frozenset()

    @property
    def is_published(self) -> bool:
        """Whether everybody may have it."""
        return self.audience == PUBLISHED

    def shown(self, indicator: Indicator, figure: Figure) -> Shown:
        """A figure as this file shows it."""
        return shown(indicator.key, figure, indicator, self.held)

    def shown_to_date(self, indicator: Indicator) -> Shown | None:
        """Its year to date, where there is one."""
        figure = self.to_date.get(indicator.key)
        return shown(indicator.key, figure, indicator, self.held_to_date) if figure else None

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return f"{self.slug}-{self.period.key}-{self.state.replace(' ', '-')}-{self.audience}"


def period_of_return(made_for: Return) -> Period:
    """The period of a return with its label."""
    return period_of_days(made_for.first_day, made_for.last_day)


def scope_of_return(made_for: Return) -> Scope:
    """What the return's figures are counted over now."""
    return scope_of(made_for.service, period_of_return(made_for))


def draft_document(made_for: Return) -> Document:
    """The draft, counted now."""
    scope, now = scope_of_return(made_for), timezone.now()
    figures, words = figures_now(scope), words_of(scope.definition)
    groups = tuple(
        (group, tuple((one, one.label_for(words), figures.get(one.key)) for one in group.indicators))
        for group in layout_of(scope.definition)
    )
    stamp = date_format(timezone.localtime(now), "j F Y, H:i")
    state = _("Draft, counted %(when)s. Not for release.") % {"when": stamp}
    found = _document(made_for, "draft", state, now, groups, made_for.commentary, words)
    return evolve(found, to_date=figures_to_date(scope))


def version_document(version: ReturnVersion) -> Document:
    """A signed version, from what was frozen and from nothing else that may change."""
    made_for = version.made_for
    definition = _definition_of(version)
    words = words_of(definition)
    titles = {group.key: group for group in layout_of(definition)}
    known = {**BY_KEY, **lines_of(definition)}
    by_group: dict[str, list[tuple[Indicator, str, Figure | None]]] = {}
    for line in version.lines.all():
        by_group.setdefault(line.group, []).append((known[line.key], line.label, Figure(**line.figure)))
    groups = tuple((titles[key], tuple(lines)) for key, lines in by_group.items())
    state = _("Version %(number)s, signed off on %(day)s by %(name)s. Digest %(digest)s.") % {
        "number": version.number,
        "day": date_format(timezone.localtime(version.signed_at), "j F Y"),
        "name": version.signed_by.name,
        "digest": version.digest[:16],
    }
    if version.first_signed_by:
        state += " " + _("Signed first by %(name)s.") % {"name": version.first_signed_by.name}
    found = _document(
        made_for, f"version {version.number}", state, version.signed_at, groups, version.commentary, words
    )
    return evolve(found, to_date={key: Figure(**figure) for key, figure in version.to_date.items()})


def published_document(release: Release) -> Document:
    """A released version as everybody may have it: the same lines, what is held back marked, and no commentary.

    Commentary is written for the funder and may name numbers; what is published says them by itself.
    """
    tables = tables_of(release)
    held = set(release.held)
    names = [frozenset(name for name in table.counts if table.named(name) in held) | {""} for table in tables]
    found = evolve(version_document(release.version), audience=PUBLISHED, commentary={}, held=names[0])
    return evolve(found, held_to_date=names[1]) if len(names) > 1 else found


def _document(
    made_for: Return,
    state: str,
    words_for_state: str,
    made_at: datetime,
    groups: tuple[tuple[Group, Lines], ...],
    commentary: Mapping[str, str],
    words: Mapping[str, object],
) -> Document:
    service, period = made_for.service, period_of_return(made_for)
    return Document(
        service.name, service.slug, period, state, words_for_state, made_at, groups, dict(commentary), words
    )


def _definition_of(version: ReturnVersion) -> ServiceDefinition:
    kept = version.made_for.service.versions.get(source_hash=version.definition_hash)
    return definition_of(kept)
