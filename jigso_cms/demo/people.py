"""Who signs in to the demonstration, one for each role and a few for what only a second person shows."""

from attrs import frozen
from django.conf import settings
from django.core.management import CommandError

from accounts.roles import Role

PASSWORD = "croeso i jig-so"  # noqa: S105 - printed on purpose; no demonstration, no account
DOMAIN = "jig-so.example"

CASEWORK, MIDWIVES, HUB, DOOR = "jig-so-swansea", "community-midwives", "family-hub", "front-door-team"
DOOR_BEFORE, STAYING = "front-door-2024", "staying-together"
TEAMS = {CASEWORK: "Jig-so Swansea", MIDWIVES: "Community midwives", HUB: "Family hub", DOOR: "Front door team",
         DOOR_BEFORE: "Front door of 2024", STAYING: "Staying Together Swansea"}  # fmt: skip
EMPLOYERS = {"cyngor-sampl": "Cyngor Sampl", "bwrdd-iechyd-prawf": "Bwrdd Iechyd Prawf",
             "prifysgol-esgus": "Prifysgol Esgus"}  # fmt: skip


@frozen
class Account:
    """Somebody who signs in. ``shows`` says what they are for, in the table of sign-ins."""

    name: str
    role: Role
    shows: str
    team: str = CASEWORK
    profession: str = ""
    employer: str = "cyngor-sampl"
    hours: str = "1"
    language: str = "en"

    @property
    def email(self) -> str:
        """The address, made of the name."""
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


HEALTH = "bwrdd-iechyd-prawf"
MIDWIFE = Account("Carys Ffug", Role.PRACTITIONER, "midwife", profession="midwife", employer=HEALTH)
PARENT_WORKER = Account("Huw Enghraifft", Role.PRACTITIONER, "parent worker", profession="parent_worker")
NURSERY_NURSE = Account(
    "Gwen Drafft", Role.PRACTITIONER, "nursery nurse, works in Welsh", profession="nursery_nurse",
    employer=HEALTH, language="cy",
)  # fmt: skip
PART_TIME = Account(
    "Delyth Treial", Role.PRACTITIONER, "midwife, half-time, on leave and covered", profession="midwife",
    employer=HEALTH, hours="0.5",
)  # fmt: skip
EXCLUDED = Account("Rhian Dychmyg", Role.PRACTITIONER, "parent worker, excluded from one family",
                   profession="parent_worker")  # fmt: skip
MANAGER = Account("Meinir Dychmyg", Role.MANAGER, "team manager", profession="manager")
SECOND_MANAGER = Account("Gethin Sampl", Role.MANAGER, "deputy manager", profession="manager", hours="0.8")
RETURNS = Account("Nia Patrwm", Role.RETURNS_ADMIN, "prepares and signs the returns")
EVALUATOR = Account("Steffan Ffuglen", Role.EVALUATOR, "external evaluator, asks for rows without names",
                    employer="prifysgol-esgus")  # fmt: skip
REFERRER = Account("Mair Prawf", Role.REFERRER, "community midwife who refers", team=MIDWIVES, employer=HEALTH)
GOVERNANCE = Account("Iola Sampl", Role.INFORMATION_GOVERNANCE, "reads the access log")
SYSTEM = Account("Idris Treial", Role.SYSTEM_ADMIN, "users, teams and services")
DOOR_WORKER = Account("Branwen Rhith", Role.FRONT_DOOR, "front-door worker", team=DOOR, profession="social_worker")
OTHER_TEAM = Account("Elin Esgus", Role.PRACTITIONER, "worker of another team", team=HUB, profession="social_worker")

HUB_MANAGER = Account("Tomos Lledrith", Role.MANAGER, "manager of another team", team=HUB, profession="manager")

STAYING_MANAGER = Account("Heledd Cogio", Role.MANAGER, "manager of another service", team=STAYING,
                          profession="manager")  # fmt: skip
THERAPIST = Account("Dafydd Drafft", Role.PRACTITIONER, "family therapist of another service", team=STAYING,
                    profession="family_therapist", employer=HEALTH)  # fmt: skip
DAYTIME = Account("Mali Lledrith", Role.PRACTITIONER, "support worker of another service", team=STAYING,
                  profession="support_worker", hours="0.8")  # fmt: skip

ACCOUNTS = (
    MIDWIFE, PARENT_WORKER, NURSERY_NURSE, PART_TIME, EXCLUDED, MANAGER, SECOND_MANAGER, RETURNS, EVALUATOR, REFERRER,
    DOOR_WORKER, GOVERNANCE, SYSTEM, OTHER_TEAM, HUB_MANAGER,
    STAYING_MANAGER, THERAPIST, DAYTIME,
)  # fmt: skip

COLLEAGUES = (
    ELERI := Account("Eleri Rhith", Role.PRACTITIONER, "", profession="midwife", employer=HEALTH),
    NERYS := Account("Nerys Prawf", Role.PRACTITIONER, "", profession="midwife", employer=HEALTH),
    BETHAN := Account("Bethan Sampl", Role.PRACTITIONER, "", profession="midwife", employer=HEALTH),
    CERI := Account("Ceri Patrwm", Role.PRACTITIONER, "", profession="parent_worker"),
    LOWRI := Account("Lowri Lledrith", Role.PRACTITIONER, "", profession="parent_worker"),
    ALED := Account("Aled Treial", Role.PRACTITIONER, "", profession="parent_worker"),
)
"""Workers of the example year, who share the living caseload. They have no password."""


def check_demo() -> None:
    """Refuse anywhere but in the demonstration. Raises ``CommandError``."""
    if not getattr(settings, "DEMO", False):
        raise CommandError("This is not the demonstration (settings.DEMO): its accounts would be open to everybody.")
