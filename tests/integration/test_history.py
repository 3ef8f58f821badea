"""Every change leaves a row, whoever makes it and however, and nobody can alter that row."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Team, User
from activity.checks import check_history, product_models
from activity.context import acting, current
from activity.guard import append_only_tables
from activity.history import event_model_of, event_tables, untracked_models
from tests.factories.accounts import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def history_of(row):
    return event_model_of(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")


def test_insert_update_and_delete_each_leave_a_row_with_the_user():
    user = UserFactory()
    with acting(user=user, request_id="request-1", reason="a correction"):
        team = TeamFactory(name="First name")
        team.name = "Second name"
        team.save()
        Team.objects.filter(pk=team.pk).delete()
    events = list(history_of(team))
    assert [event.pgh_label for event in events] == ["insert", "update", "delete"]
    assert [event.name for event in events] == ["First name", "Second name", "Second name"]
    for event in events:
        assert event.pgh_context["user"] == str(user.pk)
        assert event.pgh_context["email"] == user.email
        assert event.pgh_context["request"] == "request-1"
        assert event.pgh_context["reason"] == "a correction"


def test_bulk_update_is_remembered_row_by_row():
    user, teams = UserFactory(), TeamFactory.create_batch(3)
    for team in teams:
        team.name = f"{team.name} renamed"
    with acting(user=user):
        Team.objects.bulk_update(teams, ["name"])
    for team in teams:
        last = history_of(team).last()
        assert (last.pgh_label, last.name) == ("update", team.name)
        assert last.pgh_context["user"] == str(user.pk)


def test_plain_sql_is_remembered_with_the_user():
    user, team = UserFactory(), TeamFactory()
    with acting(user=user), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_team SET name = %s WHERE id = %s", ["By hand", team.pk])
    last = history_of(team).last()
    assert (last.name, last.pgh_context["user"]) == ("By hand", str(user.pk))


def test_an_inner_actor_does_not_stand_for_the_rest_of_the_outer_block():
    outer, inner = UserFactory(), UserFactory()
    with acting(user=outer, request_id="r"):
        team = TeamFactory()
        with acting(user=inner):
            Team.objects.filter(pk=team.pk).update(name="inner")
        Team.objects.filter(pk=team.pk).update(name="outer")
    found = [(event.name, event.pgh_context["user"]) for event in history_of(team)][1:]
    assert found == [("inner", str(inner.pk)), ("outer", str(outer.pk))]
    assert current().user_id == ""


def test_a_password_is_not_copied_into_the_history():
    columns = {field.name for field in event_model_of(User)._meta.fields}
    assert "email" in columns
    assert not {"password", "last_login"} & columns


def test_history_has_no_foreign_key_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' "
            "AND conrelid::regclass::text = ANY(%s)",
            [append_only_tables()],
        )
        assert cursor.fetchall() == []


def test_every_model_of_the_product_is_tracked_or_excused_with_a_reason():
    assert check_history(None) == []
    assert User in product_models()
    assert all(len(reason) > 20 for reason in untracked_models().values())


def test_the_check_notices_a_model_without_history(monkeypatch):
    monkeypatch.setattr("activity.checks.event_model_of", lambda model: (_ for _ in ()).throw(LookupError))
    found = {error.obj for error in check_history(None)}
    assert {User, Team} <= found


def test_every_tracked_table_has_its_three_triggers_enabled():
    for model in product_models():
        if model._meta.label in untracked_models():
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O' AND NOT tgisinternal",
                [model._meta.db_table],
            )
            names = " ".join(name for (name,) in cursor.fetchall())
        missing = [verb for verb in ("insert", "update", "delete") if f"pgtrigger_{verb}" not in names]
        assert not missing, f"{model._meta.label} has no trigger for {missing}"


def test_the_tests_run_as_the_application_and_not_as_the_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, pg_get_userbyid(relowner) FROM pg_class WHERE relname = %s",
            ["accounts_team"],
        )
        user, owner = cursor.fetchone()
    assert user == "jigso_app"
    assert owner != user


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_postgresql_refuses_the_application_to_alter_what_is_remembered(statement):
    assert "activity_accessentry" in append_only_tables()
    assert "accounts_teamevent" in event_tables()
    for table in append_only_tables():
        column = "id" if table == "activity_accessentry" else "pgh_id"
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(table, column, column))


def test_the_application_may_truncate_nothing_at_all():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN "
            "('r', 'p') AND has_table_privilege('jigso_app', oid, 'TRUNCATE')"
        )
        assert cursor.fetchall() == []


def test_without_its_trigger_a_change_is_forgotten(as_owner):
    """The proof that the tests above rest on the trigger and on nothing else."""
    team = TeamFactory()
    before = history_of(team).count()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_team DISABLE TRIGGER USER")
    Team.objects.filter(pk=team.pk).update(name="forgotten")
    assert history_of(team).count() == before
