"""What two people decide about titles, in the back office: put forward from a title, confirmed or declined by another.

Every page asks first and shows the letter the member would get.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from common.calendar import local_day
from common.errors import DomainError
from common.lives import require
from common.office import LookedAt, status
from comms.rendering import write
from cpe import joint_words, policies, services
from cpe.enums import JointKind, JointState
from cpe.joint_forms import DeclineForm, JointForm
from cpe.models import HelpRequest, JointDecision
from cpe.rules.joint import Joint
from cpe.services import joint
from cpe.states import JOINT
from members import offers
from members.models import Credential, Outcome
from members.offers import Offer
from members.selectors import standing_of
from members.words import shape, value

SHAPES: Final = {
    JointState.PUT_FORWARD: "waiting",
    JointState.CONFIRMED: "valid",
    JointState.DECLINED: "ended",
    JointState.TAKEN_BACK: "ended",
}
FORWARD: Final = "admin:cpe_jointdecision_put_forward"
RELATED: Final = ("credential__member__user", "credential__title", "cycle", "put_forward_by", "request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What becomes of a decision that was put forward, asked for on a page of its own."""

    key: str
    label: str | Promise
    done: str | Promise
    state: JointState
    allow: Callable[[User, JointDecision], None]
    act: Callable[[JointDecision, dict[str, Any], User, datetime], JointDecision]
    form: type[Form] | None = None

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"cpe_jointdecision_{self.key}"


STEPS: Final = (
    Step(
        key="confirm",
        label=_("Confirm"),
        done=_("It is recorded, and the member is told."),
        state=JointState.CONFIRMED,
        allow=policies.require_settle,
        act=lambda row, _said, by, at: joint.confirm(row, by=by, at=at),
    ),
    Step(
        key="decline",
        label=_("Decline"),
        done=_("It is declined. Nothing was recorded about the title."),
        state=JointState.DECLINED,
        allow=policies.require_settle,
        act=lambda row, said, by, at: joint.decline(row, words=said["words"], by=by, at=at),
        form=DeclineForm,
    ),
    Step(
        key="take_back",
        label=_("Take back"),
        done=_("It is taken back. Nothing was recorded about the title."),
        state=JointState.TAKEN_BACK,
        allow=policies.require_take_joint_back,
        act=lambda row, _said, by, at: joint.take_back(row, by=by, at=at),
    ),
)


@admin.register(JointDecision)
class JointDecisionAdmin(LookedAt):
    """Decisions that take two people, the newest first."""

    list_display = ("who", "code", "kind", "put_forward_at", "put_forward_by", "stands")
    list_display_links = ("who",)
    list_filter = ("state", "kind")
    list_select_related = ("credential__member__user", "credential__title", "put_forward_by")
    list_per_page = 50
    search_fields = ("credential__member__number__startswith", "credential__member__user__family_name")
    search_help_text = _("Member number or family name")
    linked_by = ("credential__id__exact",)
    fields = readonly_fields = ("kind", "stands")
    sensitive = True

    def person_in(self, row: Any) -> int:
        """Whose title it is about."""
        return int(row.credential.member.user_id)

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the page that puts something forward, and one for each way to settle it."""
        steps = [
            self.asking(f"<int:pk>/{step.key.replace('_', '-')}/", partial(self._step, step=step), step.view)
            for step in STEPS
        ]
        forward = self.asking(
            "<slug:kind>/of/<int:pk>/put-forward/", self._put_forward, "cpe_jointdecision_put_forward"
        )
        return [forward, *steps, *super().get_urls()]

    @admin.display(description=_("member"), ordering="credential__member__number")
    def who(self, row: JointDecision) -> str:
        """Number and name."""
        return str(row.credential.member)

    @admin.display(description=_("title"), ordering="credential__title__code")
    def code(self, row: JointDecision) -> str:
        """The title by its code."""
        return row.credential.title.code

    @admin.display(description=_("state"), ordering="state")
    def stands(self, row: JointDecision) -> SafeString:
        """The state, with its shape."""
        return status(SHAPES[JointState(row.state)], capfirst(row.get_state_display()))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The decision with what can be done about it now (5 queries more while it waits)."""
        row, by = kwargs["obj"], sessions.person(request)
        steps = [step for step in STEPS if not _obstacle(step, row, by)]
        effects: list[str] = []
        if row.state == JointState.PUT_FORWARD:
            what, _why = _would_record(row.credential, JointKind(row.kind), timezone.localdate())
            effects = joint_words.effects(what, row.last_day) if what else []
        shown = {"steps": steps, "effects": effects, "now": _standing(row.credential)}
        return super().render_change_form(request, {**context, **shown}, *args, **kwargs)

    def _put_forward(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Ask for what a second person is to confirm, show the letter on wish, then put it forward."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_put_forward_jointly(by):
            raise PermissionDenied
        if kind not in set(JointKind):
            raise Http404
        which, today = JointKind(kind), local_day(at)
        credential = get_object_or_404(Credential.objects.select_related("member__user", "title"), pk=pk)
        asked = _asked(request.GET.get("request", ""), credential)
        what, obstacle = _would_record(credential, which, today)
        obstacle = obstacle or _hindered(credential, by)
        sent = request.POST if request.method == "POST" else None
        form = JointForm(sent, kind=which, what=what, today=today, initial=_wished(asked))
        letter = ""
        if sent is not None and what and not obstacle and form.is_valid():
            said = {"words": form.cleaned_data["words"], "last_day": form.cleaned_data.get("last_day")}
            if "preview" in sent:
                letter = _letter(JointDecision(credential=credential, kind=kind, **said), what, at)
            else:
                try:
                    made = joint.put_forward(credential, which, **said, request=asked, by=by, at=at)
                except DomainError as refusal:
                    form.add_error(None, str(refusal))
                else:
                    messages.success(request, _("It waits for a second person."))
                    return redirect("admin:cpe_jointdecision_change", made.pk)
        return self.page(
            request,
            "cpe/jointdecision/put_forward",
            title=joint_words.TITLES[which],
            credential=credential,
            asked=asked,
            now=_standing(credential),
            effects=joint_words.effects(what) if what else [],
            form=form,
            errors=form.errors,
            letter=letter,
            obstacle=obstacle,
        )

    def _step(self, request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
        """Ask before a decision is settled, with what follows and the letter; then settle it."""
        by, at = sessions.person(request), timezone.now()
        if not (policies.can_settle(by) or policies.can_put_forward_jointly(by)):
            raise PermissionDenied
        row = get_object_or_404(JointDecision.objects.select_related(*RELATED), pk=pk)
        what, obstacle = None, _obstacle(step, row, by)
        if step.state is JointState.CONFIRMED and not obstacle:
            what, obstacle = _would_record(row.credential, JointKind(row.kind), local_day(at))
        form = step.form(request.POST if request.method == "POST" else None) if step.form else None
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                step.act(row, form.cleaned_data if form else {}, by, at)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, str(step.done))
            return redirect("admin:cpe_jointdecision_change", row.pk)
        return self.page(
            request,
            "cpe/jointdecision/step",
            original=row,
            title=f"{step.label}: {row.get_kind_display()}",
            step=step,
            now=_standing(row.credential),
            effects=joint_words.effects(what, row.last_day) if what else [],
            letter=_letter(row, what, at) if what else "",
            form=form,
            errors=form.errors if form else None,
            obstacle=obstacle,
        )


def _would_record(credential: Credential, kind: JointKind, on: date) -> tuple[Joint | None, str]:
    """What it would record today, or why it cannot (3 queries)."""
    try:
        return joint.would_record(credential, kind, on), ""
    except services.JointRefused as refusal:
        return None, str(refusal)


def _hindered(credential: Credential, by: User) -> str:
    """Why this colleague cannot put anything forward about a title now; empty when they can."""
    try:
        joint.require_free(credential, by)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _offers(credential: Credential, by: User, on: date) -> list[Offer]:
    """The pages that put something forward about a title, of those that would let this colleague (4 queries)."""
    return [
        Offer(label=str(joint_words.TITLES[kind]), url=reverse(FORWARD, args=(kind.value, credential.pk)))
        for kind in joint.possible(credential, by=by, on=on)
    ]


offers.register(_offers)


def _obstacle(step: Step, row: JointDecision, by: User) -> str:
    """Why this colleague cannot do it now; empty when they can."""
    try:
        step.allow(by, row)
        require(row, step.state, JOINT)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _asked(number: str, credential: Credential) -> HelpRequest | None:
    """The request for help this page was reached from. Raises ``Http404`` for one about another title."""
    if not number:
        return None
    return get_object_or_404(HelpRequest, pk=number if number.isdecimal() else None, credential=credential)


def _wished(asked: HelpRequest | None) -> dict[str, Any]:
    """What the member asked for, to begin with."""
    if asked is None:
        return {}
    told = _t("Asked for on %(day)s: %(why)s") % {"day": date_format(local_day(asked.asked_at)), "why": asked.why}
    return {"last_day": asked.could_by, "words": told[: joint.MOST_CHARACTERS]}


def _letter(row: JointDecision, what: Joint, at: datetime) -> str:
    """The letter as the member would read it, in their language, were it confirmed now (1 query)."""
    person = row.credential.member.user
    outcome = Outcome(effective_on=local_day(at), recorded_at=at, last_day=row.last_day)
    kind, mail = joint.letter(row, what, outcome)
    return write(kind, mail.facts, to=person.email, reference="–", at=at, language=person.language).text


def _standing(credential: Credential) -> SafeString:
    """How the title stands today, in word and shape (2 queries)."""
    found = standing_of(credential, timezone.localdate())
    return status(shape(found), value(found))
