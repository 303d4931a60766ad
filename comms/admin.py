"""Mails in the back office: what went to whom and how it ended, what each kind says, which addresses fail."""

from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common import references
from common.errors import DomainError, Forbidden
from common.office import LookedAt, status
from comms import kinds, policies, services, words
from comms.enums import State
from comms.kinds import KINDS, MessageKind
from comms.models import Bounce, Message
from comms.rendering import Letter, write

SAMPLE_AT: Final = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
SAMPLE_REFERENCE: Final = "M-0000-0000-0000"
SAMPLE_ADDRESS: Final = "somebody@people.example"


class LateFilter(admin.SimpleListFilter):
    """Mails that wait too long; Today's line counts the same rows."""

    title = _("waiting")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice: over an hour."""
        return [("yes", _("For over an hour"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows behind the choice."""
        return queryset.late(timezone.now()) if self.value() == "yes" else queryset


class KindFilter(admin.SimpleListFilter):
    """Mails of one kind, by its name."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The catalogue."""
        return [(kind.key, kind.name) for kind in KINDS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """The rows behind the choice."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class Mails(LookedAt):
    """Rows about mail, with acts for who looks after it."""

    def has_look_after_permission(self, request: HttpRequest) -> bool:
        """Who may use the actions on these lists."""
        return policies.can_look_after(sessions.person(request))


@admin.register(Message)
class MessageAdmin(Mails):
    """Mails, newest first; their words on a page of their own, and the catalogue of kinds."""

    list_display = ("queued_at", "recipient", "what_it_says", "status", "attempts")
    list_display_links = ("what_it_says",)
    list_filter = ("state", LateFilter, KindFilter)
    search_fields = ("recipient", "subject", "reference", "about")
    search_help_text = _("An address, words of the subject, or a reference.")
    list_per_page = 50
    linked_by = ("person__id__exact",)
    actions = ("send_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Mails of which the back office knows."""
        return super().get_queryset(request).exclude(kind__in=kinds.confidential())

    def get_fields(self, request: HttpRequest, obj: Message | None = None) -> tuple[str, ...]:
        """What can be said about this mail; when it is tried next only while it waits."""
        waits = ("not_before",) if obj and obj.state == State.QUEUED else ()
        again = ("repeat",) if obj and obj.repeat else ()
        return (
            "recipient", "what_it_says", "kind_name", *again, "written_in", "status", "why", "attempts", "queued_at",
            "planned_at", *waits, "tried_at", "sent_at", "reference",
        )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        """Search as everywhere; a reference is found however it was typed."""
        whole = references.is_whole(search_term, references.BITS)
        return super().get_search_results(request, queryset, references.tidy(search_term) if whole else search_term)

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the words of a mail, and the catalogue of kinds."""
        return [
            self.reading("kinds/", self.kinds, "comms_message_kinds"),
            self.reading("kinds/mail.css", self.kind_style, "comms_message_style"),
            self.reading("kinds/<str:key>/", self.kind, "comms_message_kind"),
            self.reading("kinds/<str:key>/html/", self.kind_html, "comms_message_kind_html"),
            self.reading("<int:pk>/text/", self.text, "comms_message_text"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page with whether its words can be read, asked of the same wall as they are."""
        row = kwargs["obj"]
        reads = row is not None and policies.can_read_words(sessions.person(request), row)
        return super().render_change_form(request, {**context, "reads_words": reads}, *args, **kwargs)

    def text(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was written to somebody."""
        try:
            message = services.read_words(pk, by=sessions.person(request), at=timezone.now())
        except Message.DoesNotExist:
            raise Http404 from None
        except Forbidden:
            raise PermissionDenied from None
        return self.page(
            request, "comms/message/text", title=str(message), message=message, original=message, why=words.why(message)
        )

    def kinds(self, request: HttpRequest) -> HttpResponse:
        """Every kind of mail the portal writes, and when."""
        self._require_view(request)
        return self.page(request, "comms/message/kinds", title=_("Every kind of mail"), kinds=list(KINDS.values()))

    def kind(self, request: HttpRequest, key: str) -> HttpResponse:
        """One kind with invented facts, as plain text."""
        found, letter = self._sample(request, key)
        lasts = timesince(SAMPLE_AT - found.good_for, SAMPLE_AT) if found.good_for else ""
        return self.page(request, "comms/message/kind", title=found.name, kind=found, letter=letter, lasts=lasts)

    def kind_html(self, request: HttpRequest, key: str) -> HttpResponse:
        """The same as HTML: the mail itself, its style fetched from beside it as our pages have to."""
        _found, letter = self._sample(request, key)
        before, _style, rest = letter.html.partition("<style>")
        after = rest.partition("</style>")[2]
        return HttpResponse(f'{before}<link rel="stylesheet" href="../../mail.css">{after}')

    def kind_style(self, request: HttpRequest) -> HttpResponse:
        """The style every mail carries."""
        self._require_view(request)
        return HttpResponse(get_template("mail/style.css").render(), content_type="text/css")

    @admin.display(description=_("mail"), ordering="subject")
    def what_it_says(self, message: Message) -> str:
        """The subject; before it is sent, the kind."""
        return str(message)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, message: Message) -> str | Promise:
        """The kind by its name."""
        return message.what

    @admin.display(description=_("state"), ordering="state")
    def status(self, message: Message) -> SafeString:
        """Word and shape of where the mail is."""
        return status(words.SHAPES[message.state], words.state(message))

    @admin.display(description=_("what happened"))
    def why(self, message: Message) -> str:
        """What the note says."""
        return words.why(message) or "–"

    @admin.display(description=_("language"))
    def written_in(self, message: Message) -> str:
        """The language by its name; a code whose language we no longer offer stays a code."""
        return str(dict(settings.LANGUAGES).get(message.language, message.language))

    @admin.action(description=_("Send again, to the address the person has now"), permissions=["look_after"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Each as an event of its own; what cannot be sent again is named with its reason."""
        by, at, sent = sessions.person(request), timezone.now(), 0
        for message in queryset:
            try:
                services.send_again(message.pk, by=by, at=at)
                sent += 1
            except DomainError as refusal:
                self.message_user(request, f"{message.recipient}, {message}: {refusal}", messages.WARNING)
        if sent:
            told = ngettext("We send %d mail again.", "We send %d mails again.", sent)
            self.message_user(request, told % sent, messages.SUCCESS)

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _sample(self, request: HttpRequest, key: str) -> tuple[MessageKind, Letter]:
        self._require_view(request)
        if key not in KINDS:
            raise Http404
        kind = KINDS[key]
        language = get_language() or settings.LANGUAGE_CODE
        return kind, write(
            kind, kind.sample, to=SAMPLE_ADDRESS, reference=SAMPLE_REFERENCE, at=SAMPLE_AT, language=language
        )


class SettledFilter(admin.SimpleListFilter):
    """Addresses somebody must still see to; Today's line counts the same rows."""

    title = _("settled")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two answers."""
        return [("no", _("Not yet")), ("yes", _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows behind the choice."""
        match self.value():
            case "no":
                return queryset.open()
            case "yes":
                return queryset.filter(cleared_at__isnull=False)
        return queryset


@admin.register(Bounce)
class BounceAdmin(Mails):
    """Addresses that did not take our mail, newest report first."""

    list_display = ("reported_at", "address", "says", "message", "cleared_at")
    list_display_links = ("address",)
    list_filter = (SettledFilter,)
    list_select_related = ("message",)
    search_fields = ("address",)
    search_help_text = _("An address.")
    list_per_page = 50
    fields = ("address", "says", "message", "reported_at", "cleared_at")
    actions = ("settle",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bounce]:
        """Addresses of which the back office knows."""
        return super().get_queryset(request).exclude(message__kind__in=kinds.confidential())

    @admin.display(description=_("what it says"), ordering="status")
    def says(self, bounce: Bounce) -> str:
        """The status in words, with its code."""
        return words.status(bounce)

    @admin.action(description=_("Settled: the person was reached, or has another address"), permissions=["look_after"])
    def settle(self, request: HttpRequest, queryset: QuerySet[Bounce]) -> None:
        """Take addresses off Today."""
        by, at = sessions.person(request), timezone.now()
        settled = services.settle_bounces(list(queryset.values_list("pk", flat=True)), by=by, at=at)
        if not settled:
            self.message_user(request, _("This was settled already."), messages.INFO)
            return
        told = ngettext("%d address is settled.", "%d addresses are settled.", settled)
        self.message_user(request, told % settled, messages.SUCCESS)
