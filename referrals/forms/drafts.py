"""A kept draft back into a form, without scolding for what is not filled in yet."""

from typing import Any

from django.http import QueryDict

from referrals.forms.referral import ReferralForm


def posted_from(data: dict[str, Any]) -> QueryDict:
    """What was posted once, as if it were posted again."""
    posted = QueryDict(mutable=True)
    for name, value in data.items():
        posted.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return posted


def initial_from(form_class: type[ReferralForm], data: dict[str, Any]) -> dict[str, Any]:
    """Initial values of a form from what was posted once, as typed; unknown names are left out."""
    posted = posted_from(data)
    found = {}
    for name, field in form_class.base_fields.items():
        if field.widget.value_omitted_from_data(posted, {}, name):
            continue
        found[name] = field.widget.value_from_datadict(posted, {}, name)
    return found
