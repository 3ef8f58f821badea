"""What page tests about returns send, and the periods that they are about."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcomes.periods import Period, quarter_period, year_of
from reporting.actions.exporting import make_export
from reporting.models import Export, Return, ReturnVersion
from reporting.periods import previous


def this_quarter() -> Period:
    today = timezone.localdate()
    return quarter_period(year_of(today), (today.month - 4) % 12 // 3 + 1)


def last_quarter() -> Period:
    return previous(this_quarter())


def page(name: str, made_for: Return, *more: object) -> str:
    return reverse(f"reporting:{name}", args=[made_for.pk, *more])


def shown(client: Client, made_for: Return) -> str:
    return client.get(page("return", made_for)).context["sign"].initial["shown"]


def fetched(client: Client, made_for: Return, what: str, ending: str, number: int | str = "") -> bytes:
    """Ask for a file, let the worker make it, follow its link."""
    asked = client.post(page("export_ask", made_for), {"what": what, "ending": ending, "number": number})
    assert asked.status_code == 302
    export = Export.objects.latest("entered_at", "id")
    make_export(export_id=export.pk)
    return client.get(reverse("reporting:export_fetch", args=[export.file.key])).content


def signed(client: Client, made_for: Return, **more: str) -> ReturnVersion:
    answer = client.post(page("sign", made_for), {"shown": shown(client, made_for), **more})
    assert answer.status_code == 302
    return made_for.versions.last()
