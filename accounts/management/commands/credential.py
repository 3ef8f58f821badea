from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions.systems import add_system, issue_credential, revoke_credential
from accounts.models import Credential, PartnerSystem, Scope, Team
from activity.context import acting
from activity.errors import RuleBroken


class Command(BaseCommand):
    help = "Makes, lists or revokes the credentials with which partner systems send referrals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="the credentials with their state")
        make = verbs.add_parser("make", help="a credential; its token is printed, this once")
        make.add_argument("team", help="short name of the agency's team")
        make.add_argument("system", help="name of the system; added if it does not exist")
        make.add_argument("--days", type=int, default=365, help="until it ends (365)")
        make.add_argument("--overlap", type=int, default=7, help="days for which the ones it has stay good (7)")
        make.add_argument("--scope", action="append", choices=Scope.values, help="all of them where none is given")
        revoke = verbs.add_parser("revoke", help="one credential, at once")
        revoke.add_argument("prefix", help="the part of the token that is shown")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; nobody signed in is needed for it."""
        with acting(reason="manage.py credential"):
            try:
                getattr(self, f"_{options['verb']}")(options)
            except RuleBroken as broken:
                raise CommandError(str(broken)) from broken

    def _list(self, options: dict[str, Any]) -> None:
        for one in Credential.objects.select_related("system__team", "use"):
            used = one.use.last_used_at.isoformat(timespec="minutes") if hasattr(one, "use") else "never used"
            ends = one.expires_at.date().isoformat()
            self.stdout.write(f"{one.prefix}  {one.state:8} {ends}  {one.system} ({one.system.team})  {used}")

    def _make(self, options: dict[str, Any]) -> None:
        teams = Team.objects.filter(slug=options["team"], is_active=True)
        if len(teams) != 1:
            known = ", ".join(Team.objects.filter(is_active=True).values_list("slug", flat=True))
            raise CommandError(f"No team, or more than one, has this short name. There are: {known}")
        known_system = PartnerSystem.objects.filter(team=teams[0], name=options["system"]).first()
        system = known_system or add_system(team=teams[0], name=options["system"], by=None)
        _credential, token = issue_credential(
            system=system,
            scopes=options["scope"] or list(Scope.values),
            expires_at=timezone.now() + timedelta(days=options["days"]),
            overlap=timedelta(days=options["overlap"]),
            by=None,
        )
        self.stdout.write(token)

    def _revoke(self, options: dict[str, Any]) -> None:
        found = Credential.objects.filter(prefix=options["prefix"].removeprefix("jigso_").partition("_")[0]).first()
        if found is None:
            raise CommandError("No credential begins so.")
        revoke_credential(credential=found, by=None)
        self.stdout.write(f"{found.prefix} is revoked.")
