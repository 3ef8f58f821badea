from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.managers import UserManager
from accounts.models.employer import Employer
from accounts.roles import Permission, Role
from activity.history import track
from activity.notify import DAILY, IMMEDIATELY, NEVER
from activity.records import Editable

LEAST_FTE = Decimal("0.1")
FULL_TIME = Decimal("1.0")


class Language(models.TextChoices):
    """The languages that the pages are written in."""

    ENGLISH = "en", _("English")
    WELSH = "cy", _("Cymraeg")


class EmailWhen(models.TextChoices):
    """When to hear by e-mail that a message waits; on the page it stands at once."""

    IMMEDIATELY = IMMEDIATELY, _("As soon as it matters")
    DAILY = DAILY, _("Once a day, in the morning")
    NEVER = NEVER, _("Never")


@track(exclude=["password", "last_login"])
class User(AbstractBaseUser, Editable):
    """Someone who signs in. There is no superuser: every right comes from a membership."""

    email = models.EmailField(_("email address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    email_when = models.CharField(
        _("e-mail about messages"), max_length=12, choices=EmailWhen.choices, default=EmailWhen.IMMEDIATELY
    )
    employer = models.ForeignKey(
        Employer,
        verbose_name=_("employer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="workers",
    )
    profession = models.SlugField(
        _("profession"),
        max_length=60,
        blank=True,
        help_text=_("The key of a profession in the service's definition"),
    )
    fte = models.DecimalField(
        _("hours, as a share of full time"),
        max_digits=3,
        decimal_places=2,
        default=FULL_TIME,
        validators=[MinValueValidator(LEAST_FTE), MaxValueValidator(FULL_TIME)],
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_system = models.BooleanField(
        _("stands for a system"), default=False, editable=False, help_text="Never signs in: see PartnerSystem."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case",
                violation_error_message=_("Someone already signs in with this email address"),
            ),
            models.CheckConstraint(
                condition=models.Q(is_system=False) | models.Q(is_active=False), name="a_system_never_signs_in"
            ),
            models.CheckConstraint(condition=models.Q(email_when__in=EmailWhen.values), name="user_email_when_known"),
            models.CheckConstraint(condition=models.Q(fte__gte=LEAST_FTE, fte__lte=FULL_TIME), name="user_fte_range"),
        ]

    def __str__(self) -> str:
        """Return the name, or the email address while there is none."""
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name: nobody is called by a part of it."""
        return self.name

    def roles_on(self, team: object, *, on: date | None = None) -> frozenset[str]:
        """Return the keys of the roles held in a team (or its id) on a day, today by default."""
        from accounts.grants import grants_of

        return grants_of(self, on=on).roles_on(team)

    def has_role(self, role: Role, *, team: object = None, on: date | None = None) -> bool:
        """Tell whether the user holds a role in a team, or in any team when none is given."""
        from accounts.grants import grants_of

        return grants_of(self, on=on).has_role(role, team=team)

    def permissions_on(self, team: object, *, on: date | None = None) -> frozenset[Permission]:
        """Return what the user may do in a team (or its id) on a day, today by default."""
        from accounts.grants import grants_of

        return grants_of(self, on=on).permissions_on(team)

    def holds(self, permission: Permission, *, team: object = None, on: date | None = None) -> bool:
        """Tell whether the user has a permission in a team, or in any when none is given."""
        from accounts.grants import grants_of

        return grants_of(self, on=on).holds(permission, team=team)

    def teams_with(self, permission: Permission, *, on: date | None = None) -> frozenset[UUID]:
        """Return the ids of the teams where the user has a permission on a day.

        One query at most in a request, whatever is asked: the answer is kept until its end.
        """
        from accounts.grants import grants_of

        return grants_of(self, on=on).teams_with(permission)

    def partnerships_with(self, permission: Permission, *, on: date | None = None) -> frozenset[UUID]:
        """Return the ids of the partnerships in one of whose teams the user has a permission."""
        from accounts.grants import grants_of

        return grants_of(self, on=on).partnerships_with(permission)
