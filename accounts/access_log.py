"""Pages of the access log, found by key so that the thousandth costs what the first does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.text import capfirst

from accounts.models import User
from accounts.roles import Permission
from activity.models.access_entry import AccessEntry, AccessEntryQuerySet
from ui.page_names import page_name

PAGE_SIZE = 50

_END = 12
"""So many characters of an id tell two records apart that have no reference."""


@dataclass(frozen=True)
class LogLine:
    """One entry in words."""

    entry: AccessEntry

    @property
    def record(self) -> str:
        """The reference; without one, the kind of record and the end of its id."""
        entry = self.entry
        if entry.reference or not entry.subject_id:
            return entry.reference
        return f"{_called(entry.subject_type)} …{entry.subject_id[-_END:]}".strip()

    @property
    def page(self) -> str:
        """What the page is called; for one that is no more what its address said: ``Closure sign``."""
        return page_name(self.entry.view) or capfirst(self.entry.view.rpartition(":")[2].replace("_", " "))


def _called(label: str) -> str:
    """What people call a model; its label for one that is no more."""
    try:
        return str(capfirst(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


@dataclass(frozen=True)
class LogPage:
    """Entries, newest first, each with its user's name; `older` is the key of the next page."""

    entries: list["LogLine"]
    names: dict[Any, str]
    older: int | None


def entries_for(user: User) -> AccessEntryQuerySet:
    """Return what an information governance officer may read: what users of their partnerships
    did, and failed sign-ins of nobody in particular."""
    partnerships = user.partnerships_with(Permission.READ_ACCESS_LOG)
    if not partnerships:
        return AccessEntry.objects.none()
    people = User.objects.in_partnerships(partnerships).values("pk")
    return AccessEntry.objects.filter(Q(user_id__in=people) | Q(user_id__isnull=True))


def page_of(wanted: Mapping[str, Any], *, before: str, user: User) -> LogPage:
    """Return one page of at most 50 entries that fit `wanted` and are older than `before`."""
    found = _narrowed(entries_for(user), wanted)
    found = found.older_than(int(before) if before.isdecimal() and len(before) < 19 else None)
    rows = list(found.order_by("-id")[: PAGE_SIZE + 1])
    entries = rows[:PAGE_SIZE]
    names = User.objects.filter(pk__in={entry.user_id for entry in entries if entry.user_id})
    older = entries[-1].pk if len(rows) > PAGE_SIZE else None
    return LogPage([LogLine(entry) for entry in entries], dict(names.values_list("pk", "name")), older)


def _narrowed(found: AccessEntryQuerySet, wanted: Mapping[str, Any]) -> AccessEntryQuerySet:
    if wanted.get("email"):
        found = found.by_user(User.objects.get_by_natural_key(wanted["email"]).pk)
    if wanted.get("reference"):
        found = found.about(wanted["reference"])
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    return found.between(wanted.get("first"), wanted.get("last"))
