from activity.models.access_entry import AccessEntry
from activity.models.draft import Draft
from activity.models.notification import Notification
from activity.models.outbox import OutboxMessage
from activity.models.received_key import ReceivedKey

__all__ = ["AccessEntry", "Draft", "Notification", "OutboxMessage", "ReceivedKey"]
