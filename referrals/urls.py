from django.urls import path

from referrals.views import answering, asking, contacts, deciding, inbox, matching, own, panel_items, panels, sending

app_name = "referrals"

urlpatterns = [
    path("referrals/", inbox.inbox, name="inbox"),
    path("referrals/new/", sending.new, name="new"),
    path("referrals/drafts/<uuid:draft_id>/", sending.draft, name="draft"),
    path("referrals/<uuid:referral_id>/", inbox.referral, name="referral"),
    path("referrals/<uuid:referral_id>/complete/", deciding.complete, name="complete"),
    path("referrals/<uuid:referral_id>/compare/<uuid:person_id>/", matching.compare, name="compare"),
    path("referrals/<uuid:referral_id>/accept/", deciding.accept, name="accept"),
    path("referrals/<uuid:referral_id>/wait/", deciding.wait, name="wait"),
    path("referrals/<uuid:referral_id>/decline/", deciding.decline, name="decline"),
    path("referrals/<uuid:referral_id>/redirect/", deciding.redirect_to, name="redirect"),
    path("referrals/<uuid:referral_id>/acknowledged/", inbox.acknowledge, name="acknowledge"),
    path("referrals/<uuid:referral_id>/receipt/", asking.receipt, name="receipt"),
    path("referrals/<uuid:referral_id>/ask/", asking.ask, name="ask"),
    path("referrals/<uuid:referral_id>/answered/", asking.answered, name="answered"),
    path("referrals/<uuid:referral_id>/reopen/", asking.reopen, name="reopen"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact_id>/decide/", contacts.contact_decide, name="contact_decide"),
    path("contacts/<uuid:contact_id>/correct/", contacts.contact_correct, name="contact_correct"),
    path("contacts/<uuid:contact_id>/refer/", contacts.contact_refer, name="contact_refer"),
    path("my-referrals/", own.mine, name="mine"),
    path("my-referrals/<uuid:referral_id>/", own.sent, name="sent"),
    path("panels/", panels.panels, name="panels"),
    path("panels/new/", panels.panel_new, name="panel_new"),
    path("panels/<uuid:panel_id>/", panels.panel, name="panel"),
    path("panels/<uuid:panel_id>/agenda/", panels.panel_draw, name="panel_draw"),
    path("panels/<uuid:panel_id>/people/", panels.panel_people, name="panel_people"),
    path("panels/<uuid:panel_id>/close/", panels.panel_close, name="panel_close"),
    path("panels/<uuid:panel_id>/minutes.pdf", panels.panel_minutes, name="panel_minutes"),
    path("panels/<uuid:panel_id>/items/<uuid:item_id>/", panel_items.panel_item, name="panel_item"),
    path("panels/<uuid:panel_id>/items/<uuid:item_id>/<slug:way>/", panel_items.panel_decide, name="panel_decide"),
    path("referrals/<uuid:referral_id>/dispute/", panel_items.dispute, name="dispute"),
    path("my-referrals/<uuid:referral_id>/answer/", answering.answer, name="answer"),
]
