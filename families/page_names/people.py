"""Names of the pages of casework: people, their family and their network."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "person": _("A person"),
    "person_edit": _("Change a person’s details"),
    "person_name": _("Another name of a person"),
    "person_address": _("A person’s address"),
    "person_channel": _("A way to contact a person"),
    "channel_end": _("End a way of contact"),
    "person_facts": _("What a person said of themselves"),
    "person_same": _("Records that may be the same person"),
    "merge_new": _("Merge two records"),
    "merge": _("A merge of two records"),
    "merge_undo": _("Undo a merge"),
    "safety_new": _("Record what to know before a visit"),
    "safety_edit": _("What to know before a visit"),
    "member_new": _("Add somebody to a family"),
    "kept_apart": _("Keep the parents’ records apart"),
    "network": _("Other agencies"),
    "agency_new": _("Add somebody from another agency"),
    "agency_edit": _("Somebody from another agency"),
}
