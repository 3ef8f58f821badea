"""What page tests share."""

from datetime import timedelta
from typing import Any

import pytest
from django.template.backends.jinja2 import Template
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone

from accounts.models import User
from families.actions.births import Newborn, record_births
from families.gestation import Gestation
from families.models import Case
from tests.factories import families as make


@pytest.fixture(autouse=True)
def rendered_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test client see what a page was drawn with, as it does for Django's own templates."""
    draw = Template.render

    def render(self: Template, context: Any = None, request: Any = None) -> str:
        template_rendered.send(sender=self, template=self, context=context or {})
        return draw(self, context, request)

    monkeypatch.setattr(Template, "render", render)


@pytest.fixture
def worked() -> tuple[Case, User]:
    case, nurse, _parent = make.worked_case(
        gestation=Gestation(39 * 7),
        on=timezone.localdate() - timedelta(days=1),
        opened_on=timezone.localdate() - timedelta(days=60),
    )
    return case, nurse


@pytest.fixture
def signed_in(client: Client, worked: tuple[Case, User]) -> Client:
    client.force_login(worked[1])
    return client


@pytest.fixture
def born(worked: tuple[Case, User]) -> Case:
    case, nurse = worked
    child = case.pregnancy.children.get()
    record_births(
        pregnancy=case.pregnancy, babies=[Newborn(child, timezone.localdate(), before_referral_reason="x")], by=nurse
    )
    return case
