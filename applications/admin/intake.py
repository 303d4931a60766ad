"""Submitted applications: found and read whole. A draft is nobody's but its applicant's, so it is not here."""

from collections.abc import Collection
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import sessions
from applications import finalising_words, history_words, policies, words
from applications.admin.deciding import DecidingPages
from applications.admin.dossier import dossier_shown
from applications.admin.letters import LetterPages
from applications.admin.questions import QuestionPages
from applications.admin.references import ReferencePages
from applications.enums import ApplicationState, Quorum
from applications.models import Application
from applications.models.walls import not_concerning
from applications.selectors import corrections, finalising, queue
from applications.selectors.archiving import archive_of
from applications.selectors.checking import checks_of
from applications.selectors.form import form_of
from applications.selectors.history import lines_about
from applications.selectors.sealed import sealed_form
from common.audit.history import Told
from common.calendar import local_day
from common.models import AuditLine
from common.models.audit import AuditLineQuerySet
from members.selectors.revoking import revoked_on

SENT: Final = ("resume", "supplement", "signed_scan")


@admin.register(Application)
class ApplicationAdmin(LetterPages, QuestionPages, DecidingPages, ReferencePages):
    """What was submitted; each look at one leaves a line."""

    sensitive = True

    def person_in(self, row: Application) -> int:
        """Who applies."""
        return row.person_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """What was submitted, neither by this colleague nor naming them (1 query more)."""
        found: QuerySet[Application] = super().get_queryset(request)
        found = not_concerning(found.exclude(state=ApplicationState.DRAFT), sessions.person(request))
        return found.select_related("person", "title__track", "title__level", "handler")

    def has_view_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        """Who sees applications; one of them not where they apply or are named in it."""
        by = sessions.person(request)
        return policies.can_see_applications(by) if obj is None else policies.can_know_of(by, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Application | None = None) -> Any:
        """None: the page is made of blocks of its own."""
        return []

    def lines_about(self, row: Application) -> AuditLineQuerySet:
        """What was done to it, to the people named in it and about interests; readings once a day each (1 query)."""
        return history_words.once_a_day(lines_about(row))

    def told(self, row: Application, lines: list[AuditLine]) -> list[Told]:
        """Those lines in words, of people with their names and without what they hold (2 queries)."""
        return history_words.told(row, lines)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """All that was written and said in it, contradictions first, its seal, and what can be done (33 queries)."""
        row, by = kwargs["obj"], sessions.person(request)
        at = row.submitted_at or timezone.now()
        form = form_of(row, at)
        found = {
            **dossier_shown(row, form, by, timezone.now()),
            "form": form,
            "term": words.term(form.term),
            "at_level": words.length(form.term.at_level),
            "stage": _stage(row),
            "revoked_on": revoked_on(row.person_id),
            "finalisation": _finalisation(row),
            "steps": self.steps_for(row, by),
            "may_handle": policies.can_handle(by, row),
            "files": [(words.column(name), getattr(row, name)) for name in SENT],
            "sealed": sealed_form(row),
            "archive": archive_of(row),
            "checks": checks_of(row),
            "may_open": policies.can_see_applications(by),
        }
        _with_corrections(found["dossier"].people)
        return super().render_change_form(request, {**context, **found}, *args, **kwargs)


def _finalisation(row: Application) -> dict[str, Any] | None:
    """What stands between the acceptance and the award, item by item; nothing of one that was not accepted."""
    found = finalising.found_for(row)
    if found is None:
        return None
    told = finalising_words.told(found, timezone.now())
    return {"row": found.row, "last": found.last, "items": told, "holds": found.holds, "revoked": found.revoked}


def _with_corrections(people: Collection[Any]) -> None:
    """Let people who were named know what they corrected themselves, with what the applicant had written (1 query)."""
    told = corrections.told(people, corrections.lines_about(people))
    for person in people:
        person.corrected = told.get(person.pk, [])


def _stage(row: Application) -> dict[str, Any]:
    """How it stands on its way: whose turn, who looks after it, how its answer stands, since when it is where it is."""
    stands = queue.urgencies(local_day(timezone.now()))(row)
    kind, word = words.URGENCIES[stands] if stands else ("", "")
    quorum = row.quorum if row.references_at else ""
    return {
        "shape": words.SHAPES[ApplicationState(row.state)],
        "urgency": kind,
        "urgency_word": word,
        "turn": words.TURNS[row.turn] if row.turn else "",
        "quorum": words.QUORUMS[Quorum(quorum)] if quorum else "",
    }
