"""Partnerships, teams and people who sign in. All of them are invented."""

from datetime import date
from typing import Any

import factory

from accounts.models import Employer, Membership, Partnership, Team, User
from accounts.roles import Role

PASSWORD = "a long enough password"


class PartnershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partnership

    name = factory.Sequence(lambda n: f"Partnership {n}")
    slug = factory.Sequence(lambda n: f"partnership-{n}")


class EmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employer

    name = factory.Sequence(lambda n: f"Employer {n}")
    slug = factory.Sequence(lambda n: f"employer-{n}")


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    partnership = factory.SubFactory(PartnershipFactory)
    name = factory.Sequence(lambda n: f"Team {n}")
    slug = factory.Sequence(lambda n: f"team-{n}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"worker{n}@example.org")
    name = factory.Sequence(lambda n: f"Worker {n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        kwargs.setdefault("password", PASSWORD)
        return model_class.objects.create_user(*args, **kwargs)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    team = factory.SubFactory(TeamFactory)
    roles = factory.LazyFunction(lambda: [Role.PRACTITIONER.value])
    starts = date(2020, 4, 1)


def user_with(*roles: Role, team: Team | None = None, **details: Any) -> User:
    """Return a user with roles in a team (one of their own by default) since April 2020."""
    user = UserFactory(**details)
    MembershipFactory(user=user, team=team or TeamFactory(), roles=[str(role) for role in roles])
    return user
