"""Requests for help in the back office: read beside how the title stands, and answered in writing."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from common.errors import DomainError
from common.lives import require
from common.office import LookedAt, status
from comms.rendering import write
from cpe import ledger_words, policies, selectors, services
from cpe.cycle_words import Cycle
from cpe.emails import help as emails
from cpe.enums import HelpState, JointKind
from cpe.help_forms import AnswerForm
from cpe.models import HelpRequest
from cpe.services import joint
from cpe.states import HELP
from members.models import Credential
from members.models import Cycle as CycleRow

SHAPES = {HelpState.ASKED: "waiting", HelpState.ANSWERED: "valid"}


@admin.register(HelpRequest)
class HelpRequestAdmin(LookedAt):
    """What members asked who fear not to keep a title: what waits, the first due first, then what is answered."""

    list_display = ("who", "code", "asked_at", "answer_by", "stands")
    list_display_links = ("who",)
    list_filter = ("state",)
    list_select_related = ("credential__member__user", "credential__title")
    list_per_page = 50
    search_fields = ("credential__member__number__startswith", "credential__member__user__family_name")
    search_help_text = _("Member number or family name")
    fields = readonly_fields = ("who", "code", "asked_at", "answer_by", "stands")
    sensitive = True

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What waits before what is answered, each by the day on which the answer is due, or was."""
        return ("-state", "answer_by", "pk")

    def person_in(self, row: Any) -> int:
        """Who asked."""
        return int(row.credential.member.user_id)

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and the page that answers."""
        return [self.asking("<int:pk>/answer/", self._answer, "cpe_helprequest_answer"), *super().get_urls()]

    @admin.display(description=_("member"), ordering="credential__member__number")
    def who(self, row: HelpRequest) -> str:
        """Number and name."""
        return str(row.credential.member)

    @admin.display(description=_("title"), ordering="credential__title__code")
    def code(self, row: HelpRequest) -> str:
        """The title by its code."""
        return row.credential.title.code

    @admin.display(description=_("state"), ordering="state")
    def stands(self, row: HelpRequest) -> SafeString:
        """The state, with its shape."""
        return status(SHAPES[HelpState(row.state)], capfirst(row.get_state_display()))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The request beside what its cycle has today, and whether its last day can be moved (9 queries more)."""
        row, by = kwargs["obj"], sessions.person(request)
        shown = {
            "cycle": cycle_today(row.credential, row.cycle),
            "obstacle": _obstacle(row, by),
            "may_be_moved": JointKind.EXTENSION in joint.possible(row.credential, by=by, on=timezone.localdate()),
        }
        return super().render_change_form(request, {**context, **shown}, *args, **kwargs)

    def _answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the answer, show the letter on wish, then send it."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_answer_help(by):
            raise PermissionDenied
        related = ("credential__member__user", "credential__title", "cycle")
        row = get_object_or_404(HelpRequest.objects.select_related(*related), pk=pk)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        letter = ""
        if request.method == "POST" and form.is_valid():
            if "preview" in request.POST:
                letter = _letter(row, form.cleaned_data["words"], at)
            else:
                try:
                    services.answer_help(row, words=form.cleaned_data["words"], by=by, at=at)
                except DomainError as refusal:
                    messages.error(request, str(refusal))
                else:
                    messages.success(request, _("The answer is sent."))
                return redirect("admin:cpe_helprequest_change", row.pk)
        return self.page(
            request,
            "cpe/helprequest/answer",
            original=row,
            title=_("Answer the request"),
            form=form,
            errors=form.errors,
            letter=letter,
            obstacle=_obstacle(row, by),
        )


def _obstacle(row: HelpRequest, by: User) -> str:
    """Why this colleague cannot answer now; empty when they can."""
    try:
        policies.require_answer_help(by, row.credential.member.user_id)
        require(row, HelpState.ANSWERED, HELP)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _letter(row: HelpRequest, words: str, at: datetime) -> str:
    """The letter as the member would read it, in their language."""
    person = row.credential.member.user
    facts = {"title": str(row.credential.title), "words": words.strip()}
    return write(emails.ANSWERED, facts, to=person.email, reference="–", at=at, language=person.language).text


def cycle_today(credential: Credential, cycle: CycleRow) -> Cycle | None:
    """What a cycle of a title has today, in words (5 queries)."""
    ledger = selectors.ledger_of(credential.member_id, timezone.localdate())
    for sheet in ledger.sheets:
        for count in sheet.cycles:
            if sheet.credential.pk == credential.pk and count.window.number == cycle.number:
                return ledger_words.cycle(count, {}, ledger.policies, ledger.on, is_current=count is sheet.current)
    return None
