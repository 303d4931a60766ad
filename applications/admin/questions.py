"""Questions in the back office: asked, taken back, a new day named; and the texts that questions begin with."""

from datetime import date, datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from applications import policies
from applications.admin.interest import declared_first
from applications.emails import clock as clock_emails
from applications.emails import questions as emails
from applications.enums import ApplicationState, QuestionKind, QuestionState
from applications.forms.questions import AskForm, PromiseForm, TextForm
from applications.models import Application, Question, QuestionText
from applications.models.walls import not_concerning
from applications.selectors import clock as clocks
from applications.selectors import questions as selectors
from applications.services import promises
from applications.services import questions as services
from applications.states import STAGES
from common.calendar import local_day
from common.errors import DomainError
from common.office import HistoryAdmin, LookedAt
from comms.kinds import MessageKind
from comms.outbox import Mail
from comms.rendering import write

CHANGE = "admin:applications_application_change"


class QuestionFilter(admin.SimpleListFilter):
    """Whose applicant is silent, and what was answered lately (lines of Today)."""

    title = _("question")
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two answers."""
        return [
            ("silent", _("Without an answer for more than 10 working days")),
            ("answered", _("Answered in the last 7 days, looked after by me")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """The rows behind the choice."""
        at = timezone.now()
        match self.value():
            case "silent":
                return queryset.filter(pk__in=selectors.silent(at).values("pk"))
            case "answered":
                by = sessions.person(request)
                return queryset.filter(pk__in=selectors.answered_lately(by, at).values("pk"))
        return queryset


class QuestionPages(LookedAt):
    """The pages of an application that ask its applicant something, take it back, and name a new day."""

    def get_urls(self) -> list[URLPattern]:
        """Those pages, and the others."""
        name = "applications_application"
        return [
            self.asking("<int:pk>/ask/", declared_first(self.ask), f"{name}_ask"),
            self.asking(
                "<int:pk>/questions/<int:question>/take-back/", declared_first(self.take_back), f"{name}_take_back"
            ),
            self.asking("<int:pk>/promise/", declared_first(self.promise), f"{name}_promise"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page with what was asked and how the clock stands (5 queries more, 7 for who handles it)."""
        found = questions_shown(kwargs["obj"], sessions.person(request), timezone.now())
        return super().render_change_form(request, {**context, **found}, *args, **kwargs)

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write a question, begun with a text on wish; look at the mail; send it."""
        by, at, row = _handled(request, pk)
        obstacle = _cannot_ask(row)
        data = request.POST if request.method == "POST" else None
        form, texts, letter = AskForm(data), TextForm(data), ""
        if data is not None and "put" in data:
            form = AskForm(initial={"text": _put_in(texts, data.get("text", ""))})
        elif data is not None and not obstacle and form.is_valid():
            text = form.cleaned_data["text"]
            if "preview" in data:
                letter = _letter(row, emails.ASKED, emails.asked(row, Question(pk=0, text=text, asked_at=at)), at)
            else:
                try:
                    services.ask(row, text, by=by, at=at)
                except DomainError as refusal:
                    form.add_error(None, str(refusal))
                else:
                    messages.success(request, _t("The question is sent. The clock stands still until the answer."))
                    return redirect(CHANGE, row.pk)
        return self.page(
            request,
            "applications/application/ask",
            original=row,
            title=_t("Ask %(who)s something") % {"who": row.name},
            last=_t("Ask the applicant"),
            button=_t("Ask"),
            form=form,
            texts=texts,
            errors=form.errors,
            letter=letter,
            obstacle=obstacle,
            effects=_effects(row, at),
        )

    def take_back(self, request: HttpRequest, pk: int, question: int) -> HttpResponse:
        """Ask before a question is taken back."""
        by, at, row = _handled(request, pk)
        asked = get_object_or_404(row.questions, pk=question)
        obstacle = _cannot_take_back(asked)
        if request.method == "POST" and not obstacle:
            try:
                services.take_back(asked, by=by, at=at)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _t("The question is taken back; the applicant is told by mail."))
            return redirect(CHANGE, row.pk)
        then = clocks.if_answered(row, local_day(at))
        others = row.questions.open().exclude(pk=asked.pk).exists()
        effects = [_t("The applicant is told by mail that no answer is needed any more.")]
        if others:
            effects.append(_t("Another question still waits, so the clock goes on standing still."))
        elif then:
            effects.append(_t("The clock goes on; the applicant hears from us by %(day)s.") % {"day": _day(then)})
        return self.page(
            request,
            "applications/application/ask",
            original=row,
            title=_t("Take the question of %(day)s back?") % {"day": _day(asked.asked_on)},
            last=_t("Take back"),
            button=_t("Take back"),
            obstacle=obstacle,
            effects=effects,
            question=asked,
        )

    def promise(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Name a new day for the answer."""
        by, at, row = _handled(request, pk)
        obstacle = promises.none_named(row)
        form, letter = PromiseForm(request.POST if request.method == "POST" else None), ""
        if form.is_bound and not obstacle and form.is_valid():
            day, words = form.cleaned_data["day"], form.cleaned_data["words"]
            preview = "preview" in request.POST and row.answer_by
            if preview and (refusal := promises.why_not(row, day, local_day(at))):
                form.add_error("day", refusal)
            elif preview and row.answer_by:
                then = Application(reference=row.reference, title=row.title, person=row.person, promised_on=day)
                letter = _letter(row, clock_emails.LATER, clock_emails.later(then, row.answer_by, words), at)
            else:
                try:
                    promises.promise(row, day, words=words, by=by, at=at)
                except DomainError as refusal:
                    form.add_error("day", str(refusal))
                else:
                    messages.success(request, _t("The new day is named; the applicant is told by mail."))
                    return redirect(CHANGE, row.pk)
        return self.page(
            request,
            "applications/application/ask",
            original=row,
            title=_t("Name a new day for the answer"),
            last=_t("Name a new day"),
            button=_t("Name this day"),
            form=form,
            errors=form.errors,
            letter=letter,
            obstacle=obstacle,
            effects=[
                _t("The applicant hears from us by %(day)s now.") % {"day": _day(row.answer_by)},
                _t("Name a working day until %(last)s. It may be earlier than one that was named by mistake.")
                % {"last": _day(promises.furthest(local_day(at)))},
                _t("They are told the new day by mail, beside the one it replaces. Both stay visible."),
                _t("The application is no less late by it, and nothing is decided."),
            ]
            if row.answer_by
            else [],
        )


def questions_shown(row: Application, by: User, at: datetime) -> dict[str, Any]:
    """What ``questions.html`` shows of an application: the clock, what waits and what ended, what can be done.

    5 queries, 7 for who handles applications.
    """
    rows = selectors.questions_of(row)
    handles = policies.can_handle(by, row)
    return {
        "clock": clocks.clock_of(row, local_day(at)),
        "open_questions": selectors.open_of(rows),
        "ended_questions": selectors.ended_of(rows),
        "may_ask": handles and not _cannot_ask(row),
        "may_take_back": handles,
        "may_promise": handles and not promises.none_named(row),
    }


def _handled(request: HttpRequest, pk: int) -> tuple[User, datetime, Application]:
    """Who asks, when, and the application. Raises ``PermissionDenied`` and ``Http404``."""
    by = sessions.person(request)
    if not by.has_perm("applications.handle_application"):
        raise PermissionDenied
    rows = Application.objects.handed_in().select_related("person", "title__level", "title__track")
    row = get_object_or_404(not_concerning(rows, by), pk=pk)
    if not policies.can_handle(by, row):
        raise PermissionDenied
    return by, timezone.now(), row


def _cannot_ask(row: Application) -> str:
    """Why nothing can be asked now; empty when it can."""
    if row.state not in {*STAGES, ApplicationState.INFORMATION}:
        told = _t("This application is “%(state)s”; nothing can be asked about it now.")
        if row.state == ApplicationState.SUBMITTED:
            told = _t("This application is “%(state)s”. Take it up first, then ask.")
        return told % {"state": row.get_state_display()}
    return ""


def _cannot_take_back(question: Question) -> str:
    if question.state != QuestionState.OPEN:
        return _t("This question is “%(state)s”.") % {"state": question.get_state_display()}
    if question.kind == QuestionKind.REFERENCE:
        return _t("This ends by itself, once enough people can confirm the application.")
    return ""


def _put_in(texts: TextForm, typed: str) -> str:
    """What was typed, and below it the text that was chosen."""
    chosen = texts.cleaned_data.get("begin") if texts.is_valid() else None
    return "\n\n".join(filter(None, (typed.strip(), chosen.text if chosen else "")))


def _effects(row: Application, at: datetime) -> list[str]:
    """What follows from asking."""
    effects = [_t("The applicant gets your question by mail and answers in the portal, with up to three files.")]
    if row.answer_by:
        told = _t("The clock stands still from today, %(today)s, until the day before the answer.")
        effects.append(told % {"today": _day(local_day(at))})
        told = _t("The applicant hears from us by %(day)s now; that moves by the working days we wait.")
        effects.append(told % {"day": _day(row.answer_by)})
    else:
        effects.append(_t("The clock stands still already; it goes on once everything is answered."))
    effects.append(_t("They are reminded on the fifth and the tenth working day. You can take the question back."))
    return effects


def _letter(row: Application, kind: MessageKind, mail: Mail, at: datetime) -> str:
    """The mail as the applicant would read it, in their language."""
    person = row.person
    return write(kind, mail.facts, to=person.email, reference="–", at=at, language=person.language).text


def _day(day: date) -> str:
    return date_format(day, "j F Y")


@admin.register(QuestionText)
class QuestionTextAdmin(HistoryAdmin):
    """Texts that questions begin with; one that is not offered any more stays for the record."""

    list_display = ("name", "beginning", "offered")
    list_filter = ("offered",)
    list_per_page = 50
    search_fields = ("name", "text")
    search_help_text = _("Name or words of a text")
    fields = ("name", "text", "offered")

    @admin.display(description=_("text"))
    def beginning(self, row: QuestionText) -> str:
        """Its first words."""
        return Truncator(row.text).words(14)
