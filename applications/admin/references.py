"""The references of one application in the back office: who was asked when, which mails went, what each answered."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import sessions
from accounts.models import User
from applications import words
from applications.admin import history
from applications.admin.interest import declared_first
from applications.admin.stages import StagePages
from applications.enums import Criterion, Declined, Delivery, Quorum, ReferenceState
from applications.forms.stages import AddressForm
from applications.models import Application, Reference
from applications.models.answers import CRITERIA
from applications.models.intake import QUORUMS
from applications.rules import asking
from applications.rules.organisations import ORGANISATIONS
from applications.rules.quorum import CONFIRMATIONS, Count
from applications.selectors import corrections
from applications.selectors import references as selectors
from applications.services import replacing
from common.calendar import local_day, working_days_between
from common.errors import DomainError
from common.office import status
from common.selectors import closed_days
from comms.models import Message

PAGE: Final = "admin:applications_application_references"
ASKED: Final = frozenset({ReferenceState.ASKED})
OVER: Final = frozenset({ReferenceState.ENDED, ReferenceState.DECLINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStep:
    """Something that can be done about somebody who was named, in some states, asked for on a page of its own."""

    key: str
    label: str | Promise
    question: str | Promise
    done: str | Promise
    states: frozenset[ReferenceState]
    act: Callable[[Reference, dict[str, Any], User, datetime], object]
    effects: tuple[str | Promise, ...]
    form: type[Form] | None = None

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"applications_application_reference_{self.key.replace('-', '_')}"

    def obstacle(self, person: Reference) -> str:
        """Why it cannot be done now; empty when it can."""
        if person.removed or person.declined == Declined.NEVER_AGREED:
            return _t("This person does not want to be written to about this application.")
        if getattr(person, "replaced_by", None) is not None:
            return _t("The applicant named somebody else in this person's place.")
        if person.state not in self.states:
            told = _t("State of this reference now: %(state)s. This cannot be done with it.")
            return told % {"state": person.get_state_display()}
        if self.key == "send-again" and person.returned_at is not None:
            return f"{replacing.came_back(person)} {_t('Where it works again, write the same one there once more.')}"
        return ""


STEPS: Final = (
    PersonStep(
        key="send-again",
        label=_("Send the link again"),
        question=_("Send the link again to %(person)s?"),
        done=_("The link goes to %(person)s again."),
        states=ASKED,
        act=lambda person, _said, by, at: replacing.send_again(person, by=by, at=at),
        effects=(
            _("One more mail with a link goes to the same address. Earlier links go on opening the form."),
            _("Their last day stays as it is."),
        ),
    ),
    PersonStep(
        key="renew",
        label=_("Renew the link"),
        question=_("Ask %(person)s anew?"),
        done=_("%(person)s is asked anew."),
        states=OVER,
        act=lambda person, _said, by, at: replacing.renew(person, by=by, at=at),
        effects=(
            _("A mail with a link goes to them; they have fifteen working days from today."),
            _("Reminders begin anew."),
        ),
    ),
    PersonStep(
        key="new-address",
        label=_("Use another address"),
        question=_("Use another address of %(person)s?"),
        done=_("The link goes to the other address of %(person)s."),
        states=ASKED,
        act=lambda person, said, by, at: replacing.new_address(person, said["email"], by=by, at=at),
        effects=(
            _("A mail with a link goes to the address you write; earlier links open nothing any more."),
            _(
                "What they typed and did not send is deleted. Where our mail came back, the same address can be tried "
                "once more."
            ),
            _(
                "If our mail came back they have fifteen working days from today. Otherwise their last day stays, or "
                "becomes the fifth working day from today where that is later."
            ),
        ),
        form=AddressForm,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Somebody who was named, as the page tells it. ``day``: of their fifteen."""

    person: Reference
    stands: SafeString
    delivery: SafeString | str
    mails: list[Message]
    day: int | None
    late: bool
    moves: list[str]
    steps: list[PersonStep]
    corrected: list[str]


class ReferencePages(StagePages):
    """The page about everybody who was named in an application, and the pages that ask before something is done."""

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the page, and one for each step with one person."""
        people = declared_first(self._references)
        page = self.reading("<int:pk>/references/", people, "applications_application_references")
        steps = [
            self.asking(
                f"<int:pk>/references/<int:key>/{step.key}/",
                declared_first(partial(self._person_step, step=step)),
                step.view,
            )
            for step in STEPS
        ]
        return [page, *steps, *super().get_urls()]

    def _references(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everybody who was named, with what they answered; a look leaves a line (11 queries beside it and the row)."""
        row, at = self.handled(request, pk), timezone.now()
        people = selectors.people_of(row)
        count = selectors.count_of(row, people, local_day(at))
        self._note_reading(request, row)
        return self.page(
            request,
            "applications/application/references",
            original=row,
            title=_t("References of %(person)s") % {"person": row.name},
            people=_shown(row, people, local_day(at)),
            count=count,
            quorum=status(words.QUORUMS[count.quorum], capfirst(str(dict(QUORUMS)[count.quorum.value]))),
            counted=words.people(count.people, count.organisations),
            missing=_missing(count),
            unconfirmed=_criteria(count.unconfirmed),
            asked=row.references_at is not None,
        )

    def _person_step(self, request: HttpRequest, pk: int, key: int, *, step: PersonStep) -> HttpResponse:
        """Ask before something is done about one person; then do it."""
        by, at = sessions.person(request), timezone.now()
        if not by.has_perm("applications.handle_application"):
            raise PermissionDenied
        row = self.handled(request, pk)
        person: Reference = get_object_or_404(row.references.select_related("replaced_by"), pk=key)
        named, obstacle = {"person": person.called}, step.obstacle(person)
        form = step.form(request.POST if request.method == "POST" else None) if step.form and not obstacle else None
        if request.method == "POST" and not obstacle and (form is None or form.is_valid()):
            try:
                step.act(person, form.cleaned_data if form else {}, by, at)
            except DomainError as refusal:
                if form is None:
                    messages.error(request, str(refusal))
                    return redirect(PAGE, row.pk)
                form.add_error(None if len(form.fields) > 1 else next(iter(form.fields)), str(refusal))
            else:
                messages.success(request, step.done % named)
                return redirect(PAGE, row.pk)
        return self.page(
            request,
            "applications/application/step",
            original=row,
            title=step.question % named,
            label=step.label,
            effects=() if obstacle else step.effects,
            form=form,
            errors=form.errors if form else None,
            obstacle=obstacle,
            back=PAGE,
            address="" if person.removed else person.email,
        )


def _shown(row: Application, people: list[Reference], on: date) -> list[Shown]:
    closed = closed_days(on - selectors.REACH, on + selectors.REACH)
    corrected = corrections.told(people, corrections.lines_about(people))
    deliveries, mails = selectors.deliveries(people), selectors.mails_about(people)
    moves = history.addresses_changed(row, people)
    return [
        Shown(
            person=person,
            stands=status(
                words.REFERENCE_SHAPES[ReferenceState(person.state)], capfirst(str(person.get_state_display()))
            ),
            delivery=_delivery(deliveries.get(person.pk)) if person.state == ReferenceState.ASKED else "",
            mails=mails.get(person.pk, []),
            day=_day(person, on, closed),
            late=person.state == ReferenceState.ASKED
            and person.asked_at is not None
            and asking.late(local_day(person.asked_at), on, closed),
            moves=moves.get(person.pk, []),
            corrected=corrected.get(person.pk, []),
            steps=[step for step in STEPS if not step.obstacle(person)],
        )
        for person in people
    ]


def _day(person: Reference, on: date, closed: Collection[date]) -> int | None:
    """The working day of their fifteen that it is; none on the day they were asked, and once those are over."""
    if person.state != ReferenceState.ASKED or person.asked_at is None or on <= local_day(person.asked_at):
        return None
    gone = working_days_between(local_day(person.asked_at), on, closed)
    return gone if gone <= asking.Step.LAST_DAY else None


def _delivery(found: Delivery | None) -> SafeString | str:
    return status(*words.DELIVERIES[found]) if found else ""


def _criteria(criteria: tuple[Criterion, ...]) -> str:
    called = dict(CRITERIA)
    return ", ".join(str(called[criterion.value]) for criterion in criteria)


def _missing(count: Count) -> str:
    """What it takes until enough people confirm; empty when they do."""
    if count.quorum == Quorum.REACHED:
        return ""
    people, places = max(0, CONFIRMATIONS - count.people), max(0, ORGANISATIONS - count.organisations)
    told = [
        ngettext("%(n)d more person", "%(n)d more people", people) % {"n": people} if people else "",
        ngettext("%(n)d more organisation", "%(n)d more organisations", places) % {"n": places} if places else "",
    ]
    return _t("Still missing: %(what)s.") % {"what": ", ".join(filter(None, told))}
