"""The form of a reference: can you act, about you, what you can confirm, check and send."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import referee_words, words
from applications.enums import Declined
from applications.forms import fingerprint
from applications.forms.referee import AnswersForm, CanActForm, Drafted, YouForm, answer_of, typed_of
from applications.models import ReferenceDraft, ReferenceLink
from applications.models.answers import SAYS
from applications.rules.typed import ABOUT_YOU, ANSWERED, Boxes, seen_of
from applications.services import answering
from applications.views.referee import CONFLICT, of_link, show

STEPS: Final = ("form", "you", "answers", "check")


@of_link(form=True)
def start(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """Why we ask, what is asked about, and whether somebody can act; a refusal is confirmed on a page of its own."""
    draft = _draft(link)
    form = CanActForm(request.POST or None, initial={"act": "yes"} if draft else None)
    if request.method == "POST":
        form = CanActForm(request.POST)
        if form.is_valid():
            why = form.why()
            if why is None:
                return _to("you", link)
            return redirect("applications:reference-decline", link.reference.handle.lower(), why.value)
    shown = {"form": form, "draft": draft, "saved": "saved" in request.GET, "criteria": referee_words.CRITERIA.values()}
    return _step(request, 1, link, shown)


@of_link(form=True)
def decline(request: HttpRequest, link: ReferenceLink, why: str) -> HttpResponse:
    """What follows from a refusal, and one button. Raises ``Http404`` for a reason that is none of ours."""
    if why not in set(Declined):
        raise Http404
    if request.method == "POST":
        person = answering.decline(link.reference, Declined(why), at=timezone.now(), link=link)
        return _to("form", link) if not person.forgotten else show(request, "forgotten", link, {"person": person})
    said = str(referee_words.REFUSALS[Declined(why)])
    return show(request, "decline", link, {"why": why, "said": said, "never": why == Declined.NEVER_AGREED})


@of_link(form=True)
def you(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """Who answers, and how they know the applicant."""
    form = partial(YouForm, applicant=link.reference.application.name)
    filled = _filled(request, link, form, ABOUT_YOU, then="answers")
    return filled if isinstance(filled, HttpResponse) else _step(request, 2, link, filled)


@of_link(form=True)
def answers(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """What the applicant wrote, and what can be said about each criterion."""
    filled = _filled(request, link, partial(AnswersForm, today=timezone.localdate()), ANSWERED, then="check")
    if isinstance(filled, HttpResponse):
        return filled
    jobs = words.jobs(link.reference.application.positions.all())
    return _step(request, 3, link, {**filled, "blocks": list(filled["form"].blocks()), "jobs": jobs})


@of_link(form=True)
def check(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """Everything once more, what is missing first; sent once, and only as it was shown here."""
    draft, person = _draft(link), link.reference
    typed = draft.typed if draft else {}
    about = YouForm(answering.starting_from(person, draft), applicant=person.application.name)
    said = AnswersForm(typed, today=timezone.localdate())
    whole, seen = all([about.is_valid(), said.is_valid()]), fingerprint(typed)
    other = request.method == "POST" and request.POST.get("seen") != seen
    if request.method == "POST" and whole and not other:
        answering.give(person, answer_of(about, said), at=timezone.now(), link=link)
        return _to("form", link)
    shown = {
        "who": about,
        "lacking": _lacking(link, about, said),
        "rows": _rows(said),
        "remarks": said["remarks"].value() or "",
        "seen": seen,
        "other": other,
    }
    return _step(request, 4, link, shown, status=CONFLICT if other else 200)


def _draft(link: ReferenceLink) -> ReferenceDraft | None:
    found: ReferenceDraft | None = ReferenceDraft.objects.filter(reference=link.reference_id).first()
    return found


def _filled(
    request: HttpRequest, link: ReferenceLink, form: Callable[..., Drafted], fields: tuple[Boxes, ...], *, then: str
) -> HttpResponse | dict[str, Any]:
    """Save what was sent, right or not: where it leads, or the form as it is to be shown, with what it shows.

    A field that was changed in another window alone shows what was saved there; one that was changed in both says so.
    """
    if request.method != "POST":
        now = answering.starting_from(link.reference, _draft(link))
        unbound = form()
        unbound.show(now)
        return {"form": unbound, "seen": seen_of(now, fields)}
    sent = request.POST.dict()
    page = answering.save_page(
        link.reference, typed_of(sent), request.POST.get("seen", ""), at=timezone.now(), link=link
    )
    here = {box for boxes in page.both for box in boxes}
    elsewhere = {box: text for box, text in page.kept.items() if box not in here and text != typed_of(sent).get(box)}
    shown = form({**sent, **elsewhere})
    right = shown.is_valid()
    if page.both:
        shown.tell_of(page.both, page.kept)
    elif "later" in request.POST:
        return redirect(f"{_address('form', link)}?saved")
    elif right:
        return _to(then, link)
    return {"form": shown, "seen": seen_of(page.kept, fields)}


def _step(
    request: HttpRequest, number: int, link: ReferenceLink, shown: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    told = {"number": number, "steps": len(STEPS), "step": referee_words.STEPS[number - 1], **shown}
    return show(request, STEPS[number - 1], link, told, status=status)


def _address(step: str, link: ReferenceLink) -> str:
    return reverse(f"applications:reference-{step}", args=[link.reference.handle.lower()])


def _to(step: str, link: ReferenceLink) -> HttpResponse:
    return redirect(_address(step, link))


def _lacking(link: ReferenceLink, about: YouForm, said: AnswersForm) -> list[tuple[str, str]]:
    """What is still to be mended: the sentence, and the address of its field."""
    return [
        (str(error), f"{_address(step, link)}#{field.id_for_label or field.auto_id}")
        for step, form in (("you", about), ("answers", said))
        for field in form.visible_fields()
        for error in field.errors
    ]


def _rows(form: AnswersForm) -> list[dict[str, str]]:
    """The answer to each criterion in words, as far as it is right."""
    cleaned, called = form.cleaned_data, dict(SAYS)
    rows = []
    for block in form.blocks():
        begins, until = (cleaned.get(f"{block.criterion}-{part}") for part in ("from", "until"))
        rows.append(
            {
                "key": block.criterion.value,
                "name": block.name,
                "says": str(called.get(block.says.value(), _("not answered yet"))),
                "words": block.words.value() or "",
                "known": words.known(begins.first if begins else None, until.last if until else None),
            }
        )
    return rows
