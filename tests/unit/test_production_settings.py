"""What must hold on a server, whatever the other settings say."""

from importlib import import_module

import pytest

production = import_module("jigso_cms.settings.production")


@pytest.mark.parametrize(
    "name",
    [
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT",
    ],
)
def test_cookies_and_pages_travel_over_tls_alone(name):
    assert getattr(production, name) is True


def test_nothing_of_a_fault_is_shown_to_whoever_caused_it():
    assert production.DEBUG is False
    assert not getattr(production, "DEMO", False)


def test_failed_sign_ins_are_counted_by_the_address_behind_the_proxy():
    assert production.ALLAUTH_TRUSTED_PROXY_COUNT == 1
    assert "X_FORWARDED" in production.SECURE_PROXY_SSL_HEADER[0]


def test_browsers_stay_on_tls_for_a_year():
    assert production.SECURE_HSTS_SECONDS >= 365 * 24 * 3600


def test_connections_are_kept_between_requests_and_looked_at_before_they_are_used():
    kept = production.DATABASES["default"]
    assert 60 <= kept["CONN_MAX_AGE"] <= 3600
    assert kept["CONN_HEALTH_CHECKS"] is True
