"""Composes the apps into one site; holds no rules of its own."""

from jigso_cms.celery import app as celery_app

__all__ = ["celery_app"]
