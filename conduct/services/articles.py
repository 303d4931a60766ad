"""The articles of a version of the code as rows, read from its text the first time they are asked for."""

from datetime import date

from django.utils.translation import gettext as _

from conduct.models import Article
from conduct.rules.articles import articles
from conduct.services.steps import ConductRefused
from members.enums import DocumentKey
from members.models import DocumentVersion
from members.rules.texts import parse
from members.selectors.agreements import in_force


def code_on(on: date) -> DocumentVersion:
    """The version of the Code of Conduct that was in force on a day (1 query).

    Before the first one there is none to judge by. Raises ``ConductRefused``.
    """
    found: DocumentVersion | None = in_force(on).filter(document__key=DocumentKey.CONDUCT).first()
    if found is None:
        raise ConductRefused(_("No Code of Conduct was in force on that day, so nobody can be judged by one."))
    return found


def articles_of(version: DocumentVersion) -> list[Article]:
    """Its articles, in the order of the text; two at once make them once (1 query, at first 3)."""
    rows = Article.objects.filter(version=version).order_by("pk")
    if not rows:
        made = [
            Article(version=version, number=found.number, heading=found.heading, text=found.text)
            for found in articles(parse(version.text))
        ]
        Article.objects.bulk_create(made, ignore_conflicts=True)
    return list(rows.all())
