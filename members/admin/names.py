"""Names that changed, in the back office: found among the members, and decided on a page of their own."""

from datetime import date
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common import audit
from common.errors import DomainError
from common.office import List, OfficeAdmin
from members import policies, services
from members.models import Member
from members.name_forms import GRANT, NameForm
from members.selectors import certificate_office as reads

PARAMETER: Final = "names"
WAITING: Final = "waiting"
COLUMNS: Final = ("number", "new_name", "on_certificates", "renamed_on")


class NameFilter(admin.SimpleListFilter):
    """Members whose name changed and waits for a decision (a line of Today)."""

    title = _("name on certificates")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The one answer."""
        return [(WAITING, _("Changed, not decided yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        """The rows behind the choice."""
        if self.value() == WAITING:
            return queryset.filter(pk__in=reads.names_waiting(timezone.localdate()).values("pk"))
        return queryset


class Names(List):
    """A page of members whose names wait, each with the names on their certificates (one query more)."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then what stands on certificates."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        found = reads.names_on_certificates([row.pk for row in rows], timezone.localdate())
        for row in rows:
            row.shown_names = found.get(row.pk, [])
        self.result_list = rows


def asks_names(request: HttpRequest) -> bool:
    """Whether the list that is asked for is that of names that wait."""
    return request.GET.get(PARAMETER) == WAITING


class NamePages(OfficeAdmin):
    """What the list of members shows of names that wait, and the page that decides about one."""

    @admin.display(description=_("new name"), ordering="user__given_name")
    def new_name(self, member: Member) -> SafeString:
        """The name as the person writes it now, with the way to the decision."""
        link = reverse("admin:members_member_certificate_name", args=[member.pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', link, member.user)

    @admin.display(description=_("on certificates"))
    def on_certificates(self, member: Any) -> SafeString:
        """The names on the certificates they show."""
        return format_html_join(", ", "<bdi>{}</bdi>", [(name,) for name in member.shown_names])

    @admin.display(description=_("changed"), ordering="user__renamed_at")
    def renamed_on(self, member: Member) -> date | None:
        """The day it changed."""
        return timezone.localdate(member.user.renamed_at) if member.user.renamed_at else None

    def certificate_name(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What changed, what was decided before, and the decision; looking leaves a line (5 statements)."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_decide_names(by):
            raise PermissionDenied
        member = get_object_or_404(Member.objects.select_related("user"), pk=pk)
        question = reads.name_question(member, timezone.localdate(at))
        sent = request.POST if request.method == "POST" else None
        form = NameForm(sent, initial={"name": question.now, "after": question.last})
        if sent is not None and form.is_valid():
            said = form.cleaned_data
            seen = {"name": said["name"], "after": said["after"], "by": by, "at": at}
            try:
                if said["answer"] == GRANT:
                    services.grant_name(member, **seen)
                else:
                    services.refuse_name(member, words=said["words"], **seen)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _done(said["answer"]) % {"name": member.user})
            return redirect("admin:members_member_change", pk)
        if request.method == "GET":
            audit.record_reading(member, by=by, at=at, person=member.user_id)
        told = {"original": member, "title": _t("The name on the certificates of %(name)s") % {"name": member.user}}
        obstacle = _obstacle(question, by)
        return self.page(
            request,
            "members/member/certificate_name",
            **told,
            form=form,
            errors=form.errors,
            question=question,
            obstacle=obstacle,
            not_drawn="" if obstacle else _not_drawn(question),
        )


def _done(answer: str) -> str:
    if answer == GRANT:
        return _t("%(name)s: certificates and badges are made anew, and the member is told by mail.")
    return _t("%(name)s: the certificates keep their name, and the member is told why by mail.")


def _not_drawn(question: reads.NameQuestion) -> str:
    """Why no certificate could be drawn in the name; empty when one can."""
    try:
        services.require_drawn(question)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _obstacle(question: reads.NameQuestion, by: Any) -> str:
    """Why nothing can be decided by this colleague; empty when it can."""
    try:
        policies.require_decide_name(by, question.member)
    except DomainError as refusal:
        return str(refusal)
    if not question.certificates:
        return _t("This member shows no certificate now.")
    return "" if question.differs else _t("The certificates have this name already.")
