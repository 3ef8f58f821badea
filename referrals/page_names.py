"""Names of the pages of referrals, contacts and panels."""

from django.utils.translation import gettext_lazy as _

from ui.page_names import name_pages

NAMES = {
    "inbox": _("Inbox"),
    "new": _("New referral"),
    "draft": _("A referral that is not sent yet"),
    "referral": _("A referral"),
    "complete": _("Fill in what a referral lacks"),
    "compare": _("Compare a referral with a record"),
    "accept": _("Accept a referral"),
    "wait": _("Put a referral on the waiting list"),
    "decline": _("Decline a referral"),
    "redirect": _("Send a referral elsewhere"),
    "acknowledge": _("Tell a referrer that it came"),
    "receipt": _("Receipt for a referral"),
    "ask": _("Ask a referrer"),
    "answered": _("A referrer’s answer"),
    "reopen": _("Look at a referral again"),
    "contacts": _("Contacts"),
    "contact_new": _("Record a contact"),
    "contact": _("A contact"),
    "contact_decide": _("Decide on a contact"),
    "contact_correct": _("Put a contact right"),
    "contact_refer": _("Refer after a contact"),
    "mine": _("My referrals"),
    "sent": _("A referral that you sent"),
    "panels": _("Panels"),
    "panel_new": _("Plan a panel"),
    "panel": _("A panel"),
    "panel_draw": _("Draw up an agenda"),
    "panel_people": _("Who came to a panel"),
    "panel_close": _("Close a panel"),
    "panel_minutes": _("Minutes of a panel"),
    "panel_item": _("An item of a panel"),
    "panel_decide": _("A decision of a panel"),
    "dispute": _("Dispute a decision"),
    "new_facts": _("New facts about a referral"),
    "upload_new": _("Upload referrals"),
    "upload_template": _("An empty file for referrals"),
    "upload": _("A file of referrals"),
    "upload_decide": _("Decide on rows of a file"),
    "upload_confirm": _("Take over a file of referrals"),
    "upload_discard": _("Throw away a file of referrals"),
    "answer": _("Answer the team"),
}


def register() -> None:
    """Tell what each page is called."""
    name_pages("referrals", NAMES)
