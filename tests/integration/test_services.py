"""The services of the tests and the demo, for real."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_code_under_test_runs_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == ("jigso_app", "jigso_owner")
