"""Long files are checked and sent by the worker, and one wrong row among ten thousand keeps all back."""

import pytest
from django.utils import timezone

from activity.outbox import deliver_due
from families.nhs_numbers import synthetic
from referrals.actions import uploads
from referrals.destinations import destinations_for
from referrals.models import Referral, Upload
from referrals.tasks import take_up_uploads
from tests.factories import families as make
from tests.factories.referrals import referrer
from tests.plugins.worker import eventually

HEADING = "source,given_name,family_name,nhs_number,reason,date_of_birth"


def file_of(rows, wrong=()):
    """A file of that many people; the rows of those numbers, as a spreadsheet counts, have no such day."""
    lines = [HEADING]
    for number in range(2, rows + 2):
        day = "30/02/1999" if number in wrong else "04/03/1999"
        lines.append(f"hospital,Ffion{number},Sampl{number}x{number % 97},{synthetic(number)},Low mood,{day}")
    return "\n".join(lines).encode()


def begin(team, body):
    ann = referrer(team)
    where = destinations_for(ann, timezone.localdate())[0]
    return ann, uploads.begin_upload(destination=where, name="referrals.csv", body=body, by=ann)


def decide_all(upload, by):
    alike = upload.lines.filter(level="alike").values_list("number", flat=True)
    uploads.decide_rows(upload=upload, choices=dict.fromkeys(alike, "send"), by=by)


@pytest.mark.django_db(transaction=True)
def test_a_long_file_is_checked_and_sent_by_the_worker(worker):
    team = make.team_offering()
    ann, upload = begin(team, file_of(250))
    assert upload.state == "checking"

    def state(wanted):
        return lambda: Upload.objects.get(pk=upload.pk).state == wanted

    eventually(state("ready"), "the check")
    assert not Referral.objects.exists()
    decide_all(upload, ann)
    assert uploads.confirm_upload(upload=upload, by=ann).state == "writing"
    assert uploads.confirm_upload(upload=upload, by=ann).state == "writing"
    eventually(state("done"), "the sending")
    assert Referral.objects.count() == 250


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_taken_up_by_the_next(worker):
    team = make.team_offering()
    _ann, upload = begin(team, file_of(250))
    Upload.objects.filter(pk=upload.pk).update(state="checking")
    assert take_up_uploads() == 1
    eventually(lambda: Upload.objects.get(pk=upload.pk).state == "ready", "the check")


@pytest.mark.django_db
def test_a_message_for_an_upload_that_is_gone_does_no_harm():
    team = make.team_offering()
    ann, upload = begin(team, file_of(250))
    uploads.discard_upload(upload=upload, by=ann)
    assert uploads.check_some(upload_id=upload.pk) is False
    uploads.write_upload(upload_id=upload.pk)
    assert not Referral.objects.exists()
    assert deliver_due() >= 1


@pytest.mark.parametrize("rows", [450, pytest.param(9_999, marks=pytest.mark.full)])
@pytest.mark.django_db
def test_an_error_in_the_last_row_of_a_long_file_writes_nothing(rows):
    team = make.team_offering()
    ann, upload = begin(team, file_of(rows, wrong={rows + 1}))
    assert upload.rows == rows
    while uploads.check_some(upload_id=upload.pk):
        pass
    upload.refresh_from_db()
    assert upload.state == "ready"
    assert list(upload.lines.filter(level="wrong").values_list("number", flat=True)) == [rows + 1]
    decide_all(upload, ann)
    with pytest.raises(uploads.NotToBeSent):
        uploads.confirm_upload(upload=upload, by=ann)
    uploads.write_upload(upload_id=upload.pk)
    assert not Referral.objects.exists()
