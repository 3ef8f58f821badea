"""Names of the pages of casework: what is written and filed in a case."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "papers": _("Papers and documents"),
    "paper_new": _("Begin a paper"),
    "paper": _("A paper"),
    "paper_version": _("A version of a paper"),
    "paper_file": _("A paper as a file"),
    "paper_section": _("Write in a paper"),
    "paper_sign": _("Sign a paper"),
    "paper_countersign": _("Sign a paper as the second person"),
    "paper_return": _("Send a paper back"),
    "paper_acknowledge": _("The unit has a paper"),
    "paper_discard": _("Throw away a draft of a paper"),
    "paper_revise": _("Begin a new version of a paper"),
    "report_ask": _("Ask for a report"),
    "report": _("A report that was asked for"),
    "report_call_off": _("Call a report off"),
    "document_new": _("File a document"),
    "document_file": _("A document"),
    "document_withdraw": _("Withdraw a document"),
    "chronology": _("Chronology"),
    "chronology_new": _("Add to the chronology"),
    "chronology_pdf": _("Chronology as a file"),
    "chronology_entry": _("An entry of the chronology"),
    "chronology_edit": _("Change an entry of the chronology"),
    "chronology_remove": _("Remove an entry of the chronology"),
}
