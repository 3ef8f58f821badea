"""Papers of a case, written and signed through the product's own actions."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from families.actions.papers import sign_paper, start_paper, state_of, write_section
from families.models import Case, PaperVersion


def begun(case: Case, kind: str, *, by: User, **details: Any) -> PaperVersion:
    """Return the draft of a new paper."""
    return start_paper(case=case, kind=kind, by=by, **details).versions.get()


def written(version: PaperVersion, *, by: User, text: str = "As agreed with her.") -> PaperVersion:
    """Write the same text into every section of a draft."""
    for section in version.sections.all():
        write_section(section=section, text=text, expected_version=section.version, by=by)
    return version


def signed(version: PaperVersion, *, by: User, dated: date | None = None) -> PaperVersion:
    """Sign a draft, today by default."""
    seen = state_of(list(version.sections.all()))
    return sign_paper(version=version, dated=dated or timezone.localdate(), seen=seen, by=by)


def signed_paper(case: Case, kind: str, *, by: User, dated: date | None = None, text: str = "Agreed.") -> PaperVersion:
    """Return a paper of the kind, written and signed."""
    return signed(written(begun(case, kind, by=by), by=by, text=text), by=by, dated=dated)
