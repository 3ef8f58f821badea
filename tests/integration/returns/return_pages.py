"""What page tests about returns send, and the periods that they are about."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcomes.periods import Period, quarter_period, year_of
from reporting.models import Return, ReturnVersion
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


def signed(client: Client, made_for: Return, **more: str) -> ReturnVersion:
    answer = client.post(page("sign", made_for), {"shown": shown(client, made_for), **more})
    assert answer.status_code == 302
    return made_for.versions.last()
