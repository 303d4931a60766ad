"""The portal as a whole: settings, addresses, and the pages that speak of several apps."""

from seco_portal.celery import app as celery_app

__all__ = ["celery_app"]
