from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from activity.context import acting
from jigso_cms.demo import (
    caseload,
    contacts,
    doubles,
    figures,
    happenings,
    inbox,
    living,
    panel,
    staying,
    systems,
    together,
)
from jigso_cms.demo.partnership import settle
from jigso_cms.demo.people import check_demo
from referrals.models import Contact

YEAR = "swansea-2021-22"
CONTACTS = "bridgend-front-door-2024"


class Command(BaseCommand):
    help = "Load the demonstration: the example year and a caseload dated around today. Twice does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        check_demo()
        today = timezone.localdate()
        with acting(reason="demonstration"), transaction.atomic():
            place = settle()
            if not living.is_taken(place, YEAR):
                self.stdout.write("Importing the example year")
                living.take(settings.BASE_DIR / "examples" / YEAR, place, YEAR)
            if not living.is_taken(place, CONTACTS):
                self.stdout.write("Importing the example of a front door")
                living.take_contacts(settings.BASE_DIR / "examples" / CONTACTS, place, CONTACTS)
            if not Contact.objects.filter(service=place.front_door, received_on__gte=contacts.since(today)).exists():
                contacts.fill(place, today)
            if not living.is_taken(place, staying.SOURCE):
                self.stdout.write("Making a second service")
                staying.begin(place, today)
            if not living.is_taken(place, living.SOURCE):
                self.stdout.write("Making a caseload dated around today")
                living.take_book(caseload.tell(today), place)
                happenings.happen(place, today)
                together.work_together(place, today)
                staying.take_over(place, today)
                inbox.fill(place, today)
                panel.call(place, today)
                doubles.find(place, today)
                systems.connect(place)
                figures.count(place, today)
            living.top_up(place, today)
