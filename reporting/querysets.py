"""Returns, by whose figures a user may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from reporting.models import Export, Return


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, user: User) -> ReturnQuerySet:
        """Returns of the partnerships in which ``user`` may see figures."""
        return self.filter(service__partnership__in=user.partnerships_with(Permission.SEE_FIGURES))

    def extracted_by(self, user: User) -> ReturnQuerySet:
        """Returns of whose periods ``user`` may ask for rows without names."""
        return self.filter(service__partnership__in=user.partnerships_with(Permission.EXPORT_EXTRACT))

    def within(self, first: date, last: date) -> ReturnQuerySet:
        """Those whose period lies between two days."""
        return self.filter(first_day__gte=first, last_day__lte=last)


class ExportQuerySet(models.QuerySet["Export"]):
    def of_user(self, user: User) -> ExportQuerySet:
        """What ``user`` asked for: files are their requester's alone."""
        return self.filter(entered_by=user)

    def visible_to(self, user: User) -> ExportQuerySet:
        """As :meth:`of_user`."""
        return self.of_user(user)

    def at_work(self) -> ExportQuerySet:
        """Those that are still to be made."""
        return self.filter(state__in=["asked", "working"])
