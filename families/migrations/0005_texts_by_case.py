"""The free texts of a visit or meeting, common to its cases until now, become texts of each case.

Where the parents are kept apart, a text goes to one side alone: that on which its author is named, else
the mother's. Elsewhere each case gets it. The names of those invited go to one case of the meeting.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


WHOSE = """
    SELECT DISTINCT ON ({row}.id) {row}.id AS row_id, part.id AS part_id, part.case_id, f.parents_kept_apart AS apart
    FROM {table} {row}
    JOIN {parts} part ON part.{key} = {row}.{through}
    JOIN families_case c ON c.id = part.case_id
    JOIN families_family f ON f.id = c.family_id
    LEFT JOIN families_pregnancy p ON p.id = c.pregnancy_id
    ORDER BY {row}.id,
        EXISTS (SELECT 1 FROM families_allocation a WHERE a.case_id = c.id AND a.worker_id = {row}.entered_by_id) DESC,
        coalesce(p.mother_id = c.client_id, false) DESC, part.id
"""
VISITS = WHOSE.format(row="v", table="families_visit", parts="families_visitcase", key="visit_id", through="id")
MEETINGS = WHOSE.format(row="m", table="families_meeting", parts="families_meetingcase", key="meeting_id", through="id")
NAMES = WHOSE.format(
    row="i", table="families_meetinginvitation", parts="families_meetingcase", key="meeting_id", through="meeting_id"
)

# The triggers of the history are those of the old columns until the migration has ended.
MOVE_TEXTS = f"""
ALTER TABLE families_visitcase DISABLE TRIGGER USER;
ALTER TABLE families_meetingcase DISABLE TRIGGER USER;
ALTER TABLE families_meetinginvitation DISABLE TRIGGER USER;
UPDATE families_visitcase x SET others_seen = v.others_seen, reason = v.reason
FROM families_visit v, ({VISITS}) whose
WHERE v.id = x.visit_id AND whose.row_id = v.id AND (NOT whose.apart OR whose.part_id = x.id);
UPDATE families_meetingcase x SET summary = m.summary, late_reason = m.late_reason
FROM families_meeting m, ({MEETINGS}) whose
WHERE m.id = x.meeting_id AND whose.row_id = m.id AND (NOT whose.apart OR whose.part_id = x.id);
UPDATE families_meetinginvitation x SET case_id = whose.case_id
FROM ({NAMES}) whose WHERE whose.row_id = x.id AND x.name <> '';
ALTER TABLE families_visitcase ENABLE TRIGGER USER;
ALTER TABLE families_meetingcase ENABLE TRIGGER USER;
ALTER TABLE families_meetinginvitation ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0004_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="meetinginvitation",
            name="invitation_is_for_a_worker_or_a_name",
        ),
        migrations.AddField(
            model_name="meetingcase",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at"),
        ),
        migrations.AddField(
            model_name="meetingcase",
            name="late_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="why late or called off"),
        ),
        migrations.AddField(
            model_name="meetingcase",
            name="summary",
            field=models.TextField(blank=True, max_length=20000, verbose_name="what was said and decided"),
        ),
        migrations.AddField(
            model_name="meetingcase",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="meetingcaseevent",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at"),
        ),
        migrations.AddField(
            model_name="meetingcaseevent",
            name="late_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="why late or called off"),
        ),
        migrations.AddField(
            model_name="meetingcaseevent",
            name="summary",
            field=models.TextField(blank=True, max_length=20000, verbose_name="what was said and decided"),
        ),
        migrations.AddField(
            model_name="meetingcaseevent",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="meetinginvitation",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="families.case",
            ),
        ),
        migrations.AddField(
            model_name="meetinginvitationevent",
            name="case",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.case",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="parted_from",
            field=models.ForeignKey(
                blank=True,
                help_text="The joint visit of which another part was recorded, moved or cancelled without this one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="families.visit",
            ),
        ),
        migrations.AddField(
            model_name="visitcase",
            name="others_seen",
            field=models.CharField(blank=True, max_length=200, verbose_name="who else was seen"),
        ),
        migrations.AddField(
            model_name="visitcase",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Why it was cancelled.", max_length=200, verbose_name="reason"
            ),
        ),
        migrations.AddField(
            model_name="visitcaseevent",
            name="others_seen",
            field=models.CharField(blank=True, max_length=200, verbose_name="who else was seen"),
        ),
        migrations.AddField(
            model_name="visitcaseevent",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Why it was cancelled.", max_length=200, verbose_name="reason"
            ),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="parted_from",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The joint visit of which another part was recorded, moved or cancelled without this one.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.visit",
            ),
        ),
        migrations.RunSQL(MOVE_TEXTS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="meeting",
            name="late_reason",
        ),
        migrations.RemoveField(
            model_name="meeting",
            name="summary",
        ),
        migrations.RemoveField(
            model_name="meetingevent",
            name="late_reason",
        ),
        migrations.RemoveField(
            model_name="meetingevent",
            name="summary",
        ),
        migrations.RemoveField(
            model_name="visit",
            name="others_seen",
        ),
        migrations.RemoveField(
            model_name="visit",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="visitevent",
            name="others_seen",
        ),
        migrations.RemoveField(
            model_name="visitevent",
            name="reason",
        ),
        migrations.AddConstraint(
            model_name="meetinginvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("name", ""), ("worker__isnull", False)),
                    models.Q(("case__isnull", False), ("worker__isnull", True), models.Q(("name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="invitation_is_for_a_worker_or_a_name",
            ),
        ),
    ]
