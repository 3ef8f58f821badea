import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from families.models import Case
from jigso_cms.demo.people import ACCOUNTS, PASSWORD, Account, check_demo


class Command(BaseCommand):
    help = "Print who signs in to the demonstration, how, and a case that each may and may not see."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        check_demo()
        found = [_described(account) for account in ACCOUNTS]
        if options["json"]:
            self.stdout.write(json.dumps({"site": settings.SITE_URL, "accounts": found}, indent=1))
            return
        wide = max(len(one["email"]) for one in found)
        for one in found:
            self.stdout.write(f"{one['email']:<{wide}}  {one['role']:<22}  {one['shows']}")
        self.stdout.write(f"Password of everybody: {PASSWORD}")


def _described(account: Account) -> dict[str, Any]:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        raise CommandError("The demonstration is not loaded: run load_demo first.")
    cases = Case.objects.open().order_by("reference")
    seen = cases.visible_to(user)
    return {
        "role": account.role.value,
        "shows": account.shows,
        "name": account.name,
        "email": account.email,
        "password": PASSWORD,
        "may_see": _id(seen.first()),
        "own_case": _id(seen.named_on(user).first()),
        "may_not_see": _id(cases.exclude(pk__in=seen.values("pk")).first()),
    }


def _id(case: Case | None) -> str | None:
    return str(case.pk) if case else None
