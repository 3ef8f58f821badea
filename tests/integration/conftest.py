"""What page tests share."""

from typing import Any

import pytest
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered


@pytest.fixture(autouse=True)
def rendered_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test client see what a page was drawn with, as it does for Django's own templates."""
    draw = Template.render

    def render(self: Template, context: Any = None, request: Any = None) -> str:
        template_rendered.send(sender=self, template=self, context=context or {})
        return draw(self, context, request)

    monkeypatch.setattr(Template, "render", render)
