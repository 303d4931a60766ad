"""``manage.py draw``: write the pages of docs/ that are drawn from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from seco_portal.drawings import DRAWINGS


class Command(BaseCommand):
    help = "Draws the pages of docs/ that come from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        for path, draw in DRAWINGS.items():
            (settings.BASE_DIR / path).write_text(draw(), encoding="utf-8")
            self.stdout.write(path)
