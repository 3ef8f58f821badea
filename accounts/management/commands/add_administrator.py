from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.actions import create_user
from accounts.errors import EmailTaken
from accounts.links import password_link
from accounts.models import Membership, Partnership, Team
from accounts.roles import Role
from activity.context import acting


class Command(BaseCommand):
    help = "Adds a system administrator (and the partnership, if new) and prints a link to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address, the name and the partnership's name."""
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--partnership", required=True, help="its name; made if it does not exist")
        parser.add_argument("--team", default="Administration", help="the team they belong to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the administrator, all of it or nothing; nobody signed in is needed for it."""
        with acting(reason="manage.py add_administrator"), transaction.atomic():
            partnership = self.partnership(options["partnership"])
            team, _ = Team.objects.get_or_create(
                partnership=partnership, slug=slugify(options["team"]), defaults={"name": options["team"]}
            )
            try:
                user = create_user(email=options["email"], name=options["name"], by=None)
            except EmailTaken as error:
                raise CommandError(str(error)) from error
            Membership.objects.create(
                user=user, team=team, roles=[Role.SYSTEM_ADMIN.value], starts=timezone.localdate()
            )
        self.stdout.write(password_link(user))

    @staticmethod
    def partnership(name: str) -> Partnership:
        """Return the partnership of that name, made now if there is none."""
        found, _ = Partnership.objects.get_or_create(slug=slugify(name)[:60], defaults={"name": name})
        return found
