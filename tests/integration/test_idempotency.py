"""The same create sent twice makes one row, even when both arrive at the same moment."""

import threading

import pytest
from django.db import connection

from accounts.models import Partnership
from activity.idempotency import KeyReused, digest_of, receive_once
from activity.models import ReceivedKey
from tests.factories.accounts import PartnershipFactory

BODY = {"name": "A", "born": None}


@pytest.mark.django_db
def test_the_same_key_and_body_give_the_same_row():
    first = receive_once(sender="agency-1", key="k", body=BODY, create=PartnershipFactory)
    again = receive_once(sender="agency-1", key="k", body=dict(reversed(BODY.items())), create=PartnershipFactory)
    assert first[1] is True
    assert again == (first[0], False)
    assert Partnership.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused():
    receive_once(sender="agency-1", key="k", body=BODY, create=PartnershipFactory)
    with pytest.raises(KeyReused):
        receive_once(sender="agency-1", key="k", body={"name": "B"}, create=PartnershipFactory)
    assert Partnership.objects.count() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_its_sender():
    receive_once(sender="agency-1", key="k", body=BODY, create=PartnershipFactory)
    assert receive_once(sender="agency-2", key="k", body=BODY, create=PartnershipFactory)[1] is True


@pytest.mark.django_db
def test_a_create_that_fails_leaves_its_key_free():
    with pytest.raises(ZeroDivisionError):
        receive_once(sender="agency-1", key="k", body=BODY, create=lambda: 1 / 0)
    assert not ReceivedKey.objects.exists()
    assert receive_once(sender="agency-1", key="k", body=BODY, create=PartnershipFactory)[1] is True


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_row():
    inside, results = threading.Event(), []

    def create_slowly():
        inside.set()
        made = PartnershipFactory()
        # The other request has begun by now, or begins later: either way it finds our key.
        second.start()
        return made

    def send(create):
        try:
            results.append(receive_once(sender="phone", key="k", body=BODY, create=create))
        finally:
            connection.close()

    second = threading.Thread(target=send, args=[PartnershipFactory])
    first = threading.Thread(target=send, args=[create_slowly])
    first.start()
    assert inside.wait(20)
    first.join()
    second.join()
    assert sorted(made for _, made in results) == [False, True]
    assert Partnership.objects.count() == 1


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert digest_of({"a": 1, "b": [1, 2]}) == digest_of({"b": [1, 2], "a": 1})
    assert digest_of({"a": [1, 2]}) != digest_of({"a": [2, 1]})
