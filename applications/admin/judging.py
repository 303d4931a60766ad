"""Judging in the back office: one's own findings beside the colleagues', and the answers of references one by one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t

from accounts import sessions
from accounts.models import User
from applications import policies, words
from applications.admin.dossier import claims_shown
from applications.enums import ApplicationState, Criterion, Finding
from applications.forms import flat
from applications.forms.judging import AssessmentForm, JudgeForm, words_of
from applications.models import Application, Assessment, Reference
from applications.models.answers import CRITERIA
from applications.models.walls import not_concerning
from applications.selectors import judging as selectors
from applications.selectors.answers import answer_by
from applications.selectors.references import count_of, judgement_of, named_in, people_of
from applications.services import assessing
from applications.services.assessing import not_now, takes_no_part, uninvolved_only
from common.calendar import local_day
from common.errors import DomainError
from common.office import LookedAt

CHANGE: Final = "admin:applications_application_change"
NAME: Final = "applications_application"


class JudgingPages(LookedAt):
    """The pages on which colleagues judge an application. Before somebody declared no interest they show nothing."""

    def get_urls(self) -> list[URLPattern]:
        """Those pages, and the others."""
        judge = "<int:pk>/references/<int:key>/judge/"
        return [
            self.asking("<int:pk>/assessment/", self.assessment, f"{NAME}_assessment"),
            self.asking(judge, self.judge, f"{NAME}_reference_judge"),
            *super().get_urls(),
        ]

    def closed(
        self, request: HttpRequest, row: Application, title: str, told: str, form: Form | None = None
    ) -> HttpResponse:
        """The page of a colleague who takes no part: why, and nothing of what was written but by them now."""
        return self.page(
            request,
            "applications/application/closed",
            original=row,
            title=title,
            last=title,
            told=told,
            typed=typed(form) if form else (),
        )

    def assessment(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One's own findings, half of them on wish, beside claims and references (some 30 queries).

        What colleagues found about a criterion is shown once one's own finding is saved, their notes once all are; all
        of it once an answer is proposed.
        """
        by, at, row = judged(request, pk)
        title = _t("Judge the application of %(who)s") % {"who": row.name}
        sent = request.POST if request.method == "POST" else None
        if told := takes_no_part(row, by):
            return self.closed(request, row, title, told, AssessmentForm(sent, assessment=None))
        obstacle = not_now(row) or uninvolved_only(row, by)
        looks = selectors.assessments_of(row)
        own = next((look for look in looks if look.assessor_id == by.pk), None)
        form = AssessmentForm(sent, assessment=own)
        if form.is_bound and not obstacle and form.is_valid():
            try:
                assessing.save_assessment(row, form.said(), form.cleaned_data["notes"] or "", by=by, at=at)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _t("What you find is saved."))
                return redirect(f"admin:{NAME}_assessment", row.pk)
        proposal = selectors.proposal_of(selectors.decisions_of(row))
        own_first = set() if obstacle else selectors.own_first(looks, by, proposal)
        claims = claims_shown(row, at)
        found = {one["criterion"]: one for one in beside(form, looks, by, hidden=own_first)}
        others = [look for look in looks if look.assessor_id != by.pk]
        self._note_reading(request, row)
        return self.page(
            request,
            "applications/application/assessment",
            original=row,
            title=title,
            last=_t("Judge"),
            form=form,
            errors=form.errors,
            obstacle=obstacle,
            criteria=[{**found[criterion], "block": block} for criterion, block in claims["blocks"].items()],
            time=claims["time"],
            term=claims["term"],
            at_level=claims["at_level"],
            others=() if own_first else others,
            own_first=bool(own_first and others),
            saved=own,
            complete=own is not None and len(own.verdicts.all()) == len(Criterion),
            typed=typed(form) if obstacle else (),
            **objected(row),
        )

    def judge(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        """Is the answer of one reference genuine, and does it convince? Both asked apart, with who judged before."""
        by, at, row = judged(request, pk)
        people = named_in(row).select_related("answer__judgement__judged_by").prefetch_related("answer__statements")
        person: Reference = get_object_or_404(people, pk=key)
        sent = request.POST if request.method == "POST" else None
        if told := takes_no_part(row, by):
            title = _t("Judge the answer of a reference")
            return self.closed(request, row, title, told, JudgeForm(sent, judgement=None, by=by))
        answer = getattr(person, "answer", None)
        judgement = getattr(answer, "judgement", None)
        obstacle = not_now(row) or uninvolved_only(row, by)
        if answer is None:
            obstacle = _t("There is no answer of %(who)s.") % {"who": person.name}
        counts = judgement_of(person)
        form = JudgeForm(sent, judgement=counts, by=by)
        if answer is not None and form.is_bound and not obstacle and form.is_valid():
            try:
                assessing.judge_reference(answer, **form.said(), by=by, at=at)
            except assessing.WordsNeeded as refusal:
                form.add_error("genuine_words", str(refusal))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _saved(row, person, form.said()))
                return redirect(CHANGE, row.pk)
        self._note_reading(request, row)
        return self.page(
            request,
            "applications/application/judge",
            original=row,
            title=_t("Judge the answer of %(who)s") % {"who": person.name},
            last=_t("Judge an answer"),
            person=person,
            answer=answer,
            statements=answer.statements.all() if answer else (),
            judgement=judgement,
            theirs=counts is not None and counts.judged_by_id != by.pk,
            form=form,
            errors=form.errors,
            obstacle=obstacle,
            typed=typed(form) if obstacle else (),
            **objected(row),
        )


def _saved(row: Application, person: Reference, said: dict[str, Any]) -> str:
    """What came of a judgement that was saved, for the clock and for the applicant too (1 query)."""
    named = {"who": person.name}
    told = _t("Your judgement of the answer of %(who)s is saved.")
    if said["genuine"] is None and said["convinces"] is None:
        told = _t("You say nothing yet about the answer of %(who)s; it waits to be judged.")
    state = Application.objects.filter(pk=row.pk).values_list("state", flat=True).first()
    if state == row.state:
        return told % named
    if state == ApplicationState.INFORMATION:
        more = _t(
            "Too few people can still confirm: the applicant is asked by mail for another reference, and the clock "
            "stands still."
        )
    else:
        more = _t("Enough people can confirm again: the applicant is told by mail, and the clock goes on.")
    return f"{told % named} {more}"


def judged(request: HttpRequest, pk: int) -> tuple[User, datetime, Application]:
    """Who asks and when, and an application that was submitted; 404 for who applies or is named, 403 for no judge."""
    by = sessions.person(request)
    if not by.has_perm("applications.assess_application"):
        raise PermissionDenied
    rows = Application.objects.handed_in().select_related("person", "title", "handler")
    row: Application = get_object_or_404(not_concerning(rows, by), pk=pk)
    if not policies.can_see_judging(by, row):
        raise PermissionDenied
    return by, timezone.now(), row


def typed(form: Form) -> list[tuple[str, str]]:
    """What was typed into a form that cannot be taken now, each with its label, so that it can be read and copied."""
    found = []
    for box in form.visible_fields() if form.is_bound else ():
        value = str(form.data.get(box.html_name, "")).strip()
        if value and not box.is_hidden:
            found.append((str(box.label), dict(flat(getattr(box.field, "choices", ()))).get(value, value)))
    return found


def objected(row: Application) -> dict[str, Any]:
    """The objection that is being decided, with the day by which it is (2 queries where one was rejected)."""
    objection = selectors.objection_of(row)
    if objection is None:
        return {}
    return {"objection": objection, "objection_by": answer_by(local_day(objection.made_at))}


def beside(
    form: AssessmentForm | None, looks: list[Assessment], by: User | None, *, hidden: Collection[Criterion] = ()
) -> list[dict[str, Any]]:
    """Each criterion with the fields of one's own finding, and with what others found but where it is hidden (no
    query)."""
    called = dict(CRITERIA)
    return [
        {
            "criterion": criterion,
            "name": called[criterion.value],
            "fields": [form[criterion.value], form[words_of(criterion)]] if form else [],
            "found": [
                (look, verdict, words.FINDINGS[Finding(verdict.finding)])
                for look in looks
                if criterion not in hidden
                if by is None or look.assessor_id != by.pk
                if (verdict := selectors.verdicts_of(look).get(criterion))
            ],
        }
        for criterion in Criterion
    ]


def counted(row: Application, at: datetime) -> dict[str, Any]:
    """What the references come to now, and what nobody confirmed (5 queries at most)."""
    people = people_of(row)
    count = count_of(row, people, local_day(at))
    called = dict(CRITERIA)
    return {
        "quorum_kind": words.QUORUMS[count.quorum],
        "quorum_word": words.quorum(count.quorum),
        "counted": words.people(count.people, count.organisations),
        "unconfirmed": ", ".join(str(called[criterion.value]) for criterion in count.unconfirmed),
        "unjudged": ", ".join(person.name for person in selectors.unjudged(people)),
        "people": people,
    }
