from django.urls import path

from accounts.views import access_log, calendar, me, memberships, notifications, systems, teams, users

app_name = "accounts"

urlpatterns = [
    path("account/me/", me.own_account, name="me"),
    path("account/calendar/new/", calendar.calendar_new, name="calendar_new"),
    path("account/calendar/revoke/", calendar.calendar_revoke, name="calendar_revoke"),
    path("who-sees-what/", me.who_sees_what, name="who_sees_what"),
    path("notifications/", notifications.notification_list, name="notifications"),
    path("notifications/read/", notifications.acknowledge_everything, name="acknowledge_all"),
    path("notifications/<uuid:notification_id>/read/", notifications.acknowledge_one, name="acknowledge"),
    path("access-log/", access_log.access_log, name="access_log"),
    path("users/", users.user_list, name="users"),
    path("users/new/", users.user_new, name="user_new"),
    path("users/<uuid:user_id>/", users.user_detail, name="user"),
    path("users/<uuid:user_id>/invite/", users.user_invite, name="user_invite"),
    path("users/<uuid:user_id>/memberships/", memberships.membership_add, name="membership_add"),
    path("memberships/<uuid:membership_id>/end/", memberships.membership_end, name="membership_end"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/<uuid:team_id>/", teams.team, name="team"),
    path("systems/", systems.system_list, name="systems"),
    path("systems/<uuid:system_id>/", systems.system, name="system"),
    path("systems/<uuid:system_id>/credentials/", systems.credential_new, name="credential_new"),
    path("credentials/<uuid:credential_id>/revoke/", systems.credential_revoke, name="credential_revoke"),
]
