"""Systems of partner agencies, and the credentials that they show to the API."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.team import Team
from accounts.roles import Permission
from activity.history import track, untracked
from activity.records import Editable, Record


class Scope(models.TextChoices):
    """What a credential lets a system do; each stands for one permission of a referrer."""

    SEND = "referrals:send", _("Send referrals")
    READ = "referrals:read", _("Ask how its own referrals stand")


PERMISSIONS = {Scope.SEND: Permission.SEND_REFERRAL, Scope.READ: Permission.SEE_OWN_REFERRALS}


class PartnerSystemQuerySet(models.QuerySet["PartnerSystem"]):
    """Systems, in the words of those who look after them."""

    def visible_to(self, user: object) -> "PartnerSystemQuerySet":
        """Keep those of the partnerships that a system administrator looks after."""
        return self.filter(team__partnership__in=user.partnerships_with(Permission.MANAGE_USERS))  # type: ignore[attr-defined]


@track
class PartnerSystem(Editable):
    """A program of an agency, such as a hospital's maternity system.

    ``user`` stands for it in ``entered_by`` and in the logs. It is a row of its own kind: the
    database keeps it from ever being active, so it can hold no session and no password.
    """

    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("agency"), related_name="systems")
    name = models.CharField(_("name of the system"), max_length=120)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="system", editable=False)

    objects = PartnerSystemQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner system")
        verbose_name_plural = _("partner systems")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="system_name_once_in_a_team")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Credentials."""

    def usable(self, now: datetime) -> "CredentialQuerySet":
        """Keep those that open the door at a moment."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)

    def visible_to(self, user: object) -> "CredentialQuerySet":
        """Keep those of the systems that a system administrator looks after."""
        return self.filter(system__in=PartnerSystem.objects.visible_to(user))


@track(exclude=["digest"])
class Credential(Record):
    """One token of a system. Only its SHA-256 is kept: 256 random bits need no slow hash."""

    system = models.ForeignKey(PartnerSystem, models.PROTECT, related_name="credentials")
    prefix = models.CharField(_("begins with"), max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope.choices), verbose_name=_("may"))
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__len__gte=1) & Q(scopes__contained_by=Scope.values), name="credential_scopes_known"
            ),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False), name="credential_revoked_by_when"
            ),
        ]

    def __str__(self) -> str:
        """Return what may be shown of it."""
        return self.prefix

    @property
    def state(self) -> str:
        """``valid``, ``expired`` or ``revoked``."""
        if self.revoked_at:
            return "revoked"
        return "valid" if self.expires_at > timezone.now() else "expired"

    def holds(self, permission: Permission) -> bool:
        """Tell whether one of the scopes stands for a permission."""
        return any(PERMISSIONS[Scope(scope)] == permission for scope in self.scopes)

    def scope_labels(self) -> list[str]:
        """Return the scopes in words."""
        return [str(scope.label) for scope in Scope if scope in self.scopes]


@untracked("A counter that changes with every request of a system; what the requests did is tracked")
class CredentialUse(models.Model):
    """When a credential was last used, and how often in the minute that counts."""

    credential = models.OneToOneField(Credential, models.CASCADE, primary_key=True, related_name="use")
    last_used_at = models.DateTimeField(_("last used"))
    minute = models.BigIntegerField(help_text="Minutes since 1970.")
    requests = models.PositiveIntegerField()

    def __str__(self) -> str:
        """Return what it counts."""
        return f"{self.credential_id} {self.requests}"
