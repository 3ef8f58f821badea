"""The health page, which engines ask."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_anyone_may_ask_whether_the_site_is_well(client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok")
