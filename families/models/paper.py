"""Structured papers: written section by section, signed, and from then on only followed by a new version."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.querysets.paper import PaperQuerySet, PaperVersionQuerySet

_SIGNED_FACTS = ("paper_id", "number", "language", "counts_as", "heading", "dated", "signed_at", "signed_by_id",
                 "taken_over_on")  # fmt: skip
_SECOND_FACTS = ("countersigned_at", "countersigned_by_id")
_RETURN_FACTS = ("returned_at", "returned_by_id", "returned_reason")
_VERSION_IS_SIGNED = """
    IF EXISTS (
        SELECT 1 FROM families_paperversion
        WHERE id IN (OLD.of_id, NEW.of_id) AND signed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'pgtrigger: the sections of a signed paper are final';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
_SIGNED_THERE = ("language", "counts_as", "heading", "dated", "signed_at", "signed_by_id")
_WORDS = "SELECT jsonb_agg(jsonb_build_array(key, place, text) ORDER BY key) FROM families_papersection WHERE of_id ="
_SAYS_WHAT_WAS_SIGNED = f"""
    IF NOT EXISTS (
        SELECT 1 FROM families_paper p
        JOIN families_paperversion there ON there.paper_id = p.before_id AND there.number = NEW.number
        WHERE p.id = NEW.paper_id AND there.signed_at IS NOT NULL
          AND ({", ".join(f"there.{n}" for n in _SIGNED_THERE)})
              IS NOT DISTINCT FROM ({", ".join(f"NEW.{n}" for n in _SIGNED_THERE)})
          AND ({_WORDS} there.id) IS NOT DISTINCT FROM ({_WORDS} NEW.id)
    ) THEN
        RAISE EXCEPTION 'pgtrigger: a paper that was taken over says what was signed';
    END IF;
    RETURN NEW;
"""  # noqa: S608  (names of columns)


def _changed(names: tuple[str, ...]) -> str:
    return f"({', '.join(f'OLD.{n}' for n in names)}) IS DISTINCT FROM ({', '.join(f'NEW.{n}' for n in names)})"


@track
class Paper(Record):
    """One paper of a case through all its versions; ``child`` where it is about one of several.

    ``before``: the paper of the earlier record that it goes on from, after another service took the case over. What
    was signed there stays there.
    """

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="papers")
    child = models.ForeignKey("families.Child", models.PROTECT, null=True, blank=True, related_name="papers")
    kind = models.CharField(max_length=40, help_text="Key of the kind of paper in the definition.")
    before = models.OneToOneField("self", models.PROTECT, null=True, blank=True, editable=False, related_name="goes_on")

    objects = PaperQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "kind"], name="paper_by_case")]
        triggers = [
            pgtrigger.Protect(
                name="where_it_came_from_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.before_id IS NOT NULL AND {_changed(('before_id',))}"),
            ),
        ]


@track
class PaperVersion(Record):
    """A draft, or what was signed: then it never changes, and its sections neither.

    ``dated`` is the day that the paper bears, ``signed_at`` when it was signed here. ``counts_as`` is the
    document that clocks take it for. ``heading`` keeps what stood above it when it was signed. ``returned_reason``:
    why the second person sent it back instead of signing; it counts for nothing from then on. ``taken_over_on``: it was
    signed in the record before, and stands here as it was since that day.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, default="en")
    counts_as = models.CharField(max_length=40)
    heading = models.JSONField(default=dict)
    dated = models.DateField(_("dated"), null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    countersigned_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    returned_reason = models.CharField(_("why it is sent back"), max_length=1000, blank=True)
    taken_over_on = models.DateField(null=True, blank=True, editable=False)
    task = models.ForeignKey(
        "families.Task", models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Asking the unit for its acknowledgement, or the author to write it anew.",
    )  # fmt: skip

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        ordering = ["paper_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once"),
            models.UniqueConstraint(fields=["paper"], condition=Q(signed_at__isnull=True), name="one_draft_of_a_paper"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, dated__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False, dated__isnull=False),
                name="paper_is_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True, countersigned_by__isnull=True)
                | (
                    Q(signed_at__isnull=False, countersigned_at__isnull=False, countersigned_by__isnull=False)
                    & ~Q(countersigned_by=F("signed_by"))
                ),
                name="somebody_else_countersigns",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, returned_reason="")
                | (
                    Q(signed_at__isnull=False, countersigned_at__isnull=True)
                    & Q(returned_at__isnull=False, returned_by__isnull=False)
                    & ~Q(returned_reason="")
                    & ~Q(returned_by=F("signed_by"))
                ),
                name="a_signed_paper_is_returned_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_on__isnull=True) | Q(signed_at__isnull=False),
                name="what_is_taken_over_was_signed",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_papers_are_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.signed_at IS NOT NULL AND {_changed(_SIGNED_FACTS)}"),
            ),
            pgtrigger.Protect(
                name="countersigned_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.countersigned_at IS NOT NULL AND {_changed(_SECOND_FACTS)}"),
            ),
            pgtrigger.Protect(
                name="returned_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.returned_at IS NOT NULL AND {_changed(_RETURN_FACTS)}"),
            ),
            pgtrigger.Protect(
                name="signed_papers_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="taken_over_as_it_was_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__taken_over_on__isnull=False),
                func=_SAYS_WHAT_WAS_SIGNED,
            ),
        ]


@track
class PaperSection(Editable):
    """The text under one heading. Its own version, so that two may write on different sections at once."""

    of = models.ForeignKey(PaperVersion, models.PROTECT, related_name="sections")
    key = models.CharField(max_length=40, help_text="Key of the section in the definition.")
    place = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("text"), blank=True, max_length=20_000)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="section_once_per_version")]
        triggers = [
            pgtrigger.Trigger(
                name="signed_sections_are_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_VERSION_IS_SIGNED,
            ),
        ]


@track
class PaperAcknowledgement(Record):
    """A unit said that it has this version: who, and on which day.

    ``taken_over_on``: it said so to the service before, in whose record that stands as well.
    """

    of = models.ForeignKey(PaperVersion, models.PROTECT, related_name="acknowledgements")
    unit = models.CharField(_("unit"), max_length=120)
    by_whom = models.CharField(_("who there"), max_length=120)
    acknowledged_on = models.DateField(_("acknowledged on"))
    taken_over_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["acknowledged_on", "id"]
        triggers = [
            pgtrigger.Protect(name="acknowledgements_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
