"""Files made by a real worker process, whatever becomes of the message that asks for them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activity.models import OutboxMessage
from families.models import Case
from reporting.actions.exporting import ask_export
from reporting.models import Export, ExportProgress, Return
from reporting.tasks import take_up_exports
from tests.plugins.worker import eventually

pytestmark = pytest.mark.django_db(transaction=True)

STARTS = {"pdf": b"%PDF-", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}


def ready(export: Export) -> bool:
    return Export.objects.filter(pk=export.pk, state=Export.State.READY).exists()


def test_the_worker_makes_every_kind_of_file(
    client: Client, worker: Any, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    asked = [ask_export(made_for=made_for, what="draft", ending=ending, by=maker) for ending in STARTS]
    client.force_login(maker)
    for export in asked:
        eventually(lambda export=export: ready(export), f"the {export.ending}")
        body = client.get(reverse("reporting:export_fetch", args=[export.file.key])).content
        assert body.startswith(STARTS[export.ending])
    assert set(Export.objects.values_list("state", flat=True)) == {Export.State.FETCHED}


def test_a_file_whose_message_was_lost_is_made_all_the_same(worker: Any, maker: User, made_for: Return) -> None:
    asked = {"of": made_for, "what": Export.What.DRAFT, "ending": "csv", "entered_by": maker}
    lost = Export.objects.create(**asked, entered_at=timezone.now() - timedelta(minutes=3))
    ExportProgress.objects.create(export=lost)
    assert not OutboxMessage.objects.exists()
    take_up_exports.delay()
    eventually(lambda: ready(lost), "the file")
