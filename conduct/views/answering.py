"""How a member answers: an explanation saved as it grows, documents, a hearing, or declining; each asked once more."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sessions, unsaved
from common.calendar import local_day
from common.errors import DomainError, Forbidden
from conduct import own_words as words
from conduct.forms.officer import ConfirmForm
from conduct.forms.own import ExplanationForm, HearingForm
from conduct.forms.report import FilesForm
from conduct.models import Case
from conduct.report_words import day
from conduct.services import explaining
from conduct.views.inside import Asks, ask, of_party, sent


def of_asked(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page on which a member answers; once they did, or the day has passed, the case says so instead.

    What was typed when the day passed is refused by the act, and stays to be seen.
    """

    @of_party
    @wraps(page)
    def guarded(request: HttpRequest, case: Case, **named: Any) -> HttpResponse:
        late = request.method == "POST" and words.is_asked(case)
        if not (late or words.may_explain(case, local_day(timezone.now()))):
            return redirect(page_of(case))
        return page(request, case, **named)

    return guarded


def page_of(case: Case) -> str:
    """The page of a case for its member."""
    return reverse("conduct:own-case", args=[case.reference.lower()])


@unsaved.keeps
@of_asked
def explain(request: HttpRequest, case: Case) -> HttpResponse:
    """Write an explanation: kept as a draft, looked at, and given, which is final."""
    by, at = sessions.person(request), timezone.now()
    draft = words.draft_of(case)
    typed = unsaved.typed(request)
    saving = "later" in request.POST or "documents" in request.POST
    form = ExplanationForm(typed, draft=saving, initial={"words": draft.words if draft else ""})
    shown: dict[str, Any] = {
        "case": case,
        "form": form,
        "files": _files_of(case),
        "until": case.explain_by,
        "articles": [row.article for row in case.concerned.select_related("article")],
    }
    if request.method != "POST" or "change" in request.POST:
        return render(request, "conduct/own/explain.html", shown)
    if form.is_valid():
        said = form.cleaned_data["words"]
        try:
            if "confirm" in request.POST:
                explaining.explain(case, said, by=by, at=at)
                messages.success(request, _("You gave your explanation. Who judges is mailed that it is in."))
                return redirect(page_of(case))
            explaining.save(case, said, by=by, at=at)
            if "documents" in request.POST:
                return redirect("conduct:own-files", case.reference.lower())
            if saving:
                messages.success(request, _("Your draft is saved. Nobody else reads it."))
                return redirect("conduct:own-explain", case.reference.lower())
            shown["preview"] = said
        except Forbidden:
            raise
        except DomainError as refusal:
            form.add_error("words", str(refusal))
    return render(request, "conduct/own/explain.html", shown)


def _files_of(case: Case) -> list[Any]:
    draft = words.draft_of(case)
    return [row.file for row in draft.files.select_related("file")] if draft else []


@of_asked
def files(request: HttpRequest, case: Case) -> HttpResponse:
    """The documents with the draft, and a box for more; each that is right is kept, whatever is wrong with another."""
    by = sessions.person(request)
    form = FilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        for file in form.cleaned_data["papers"]:
            try:
                explaining.attach(case, file, by=by, at=timezone.now())
            except Forbidden:
                raise
            except DomainError as refusal:
                form.add_error("papers", f"{file.name}: {refusal}")
        if not form.errors:
            return redirect("conduct:own-files", case.reference.lower())
    shown = {
        "case": case,
        "form": form,
        "files": _files_of(Case.objects.get(pk=case.pk)),
        "most": explaining.MOST_FILES,
    }
    return render(request, "conduct/own/files.html", shown)


@of_asked
def file_remove(request: HttpRequest, case: Case, file: str) -> HttpResponse:
    """Remove a document from the draft, after asking."""
    by, at = sessions.person(request), timezone.now()
    upload = next((one for one in _files_of(case) if one.reference == file.upper()), None)
    if upload is None:
        raise Http404
    asks = Asks(
        about=case,
        heading=_("Remove %(name)s?") % {"name": upload.name},
        told=[_("It is deleted. You can send it again until you give your explanation.")],
        button=_("Remove it"),
        done=_("The document was removed."),
        back=reverse("conduct:own-files", args=[case.reference.lower()]),
        danger=True,
    )
    act = explaining.detach
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: act(case, upload.reference, by=by, at=at))


@unsaved.keeps
@of_asked
def hearing(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask to explain at a hearing, with wishes; again, it changes them while no day is set."""
    by, at = sessions.person(request), timezone.now()
    found = getattr(case, "hearing", None)
    if found is not None and found.set_at and request.method != "POST":
        return redirect(page_of(case))
    form = HearingForm(unsaved.typed(request), initial={"wishes": found.wishes if found else ""})
    asks = Asks(
        about=case,
        heading=_("Explain at a hearing"),
        told=[
            _("The chair or the case officer sets a day, and you are mailed. You read the record of what was said."),
            _("Until %(day)s you can explain in writing all the same.") % {"day": day(case.explain_by)},
        ],
        button=_("Ask for a hearing"),
        done=_("We know that you wish for a hearing. You are mailed its day."),
        back=page_of(case),
        refused_at="wishes",
        shown={"keeps": True},
    )
    return ask(request, asks, form, lambda _said: explaining.ask_hearing(case, form.said(), by=by, at=at))


@of_asked
def decline(request: HttpRequest, case: Case) -> HttpResponse:
    """Decline to explain, after asking; what was written so far goes."""
    by, at = sessions.person(request), timezone.now()
    asks = Asks(
        about=case,
        heading=_("Decline to explain?"),
        told=[
            _("The committee then judges with what it has. You cannot explain afterwards."),
            _("What you have written so far, and documents you put with it, are deleted. Nobody else read them."),
        ],
        button=_("Decline to explain"),
        done=_("You declined to explain. Who judges is mailed."),
        back=page_of(case),
        danger=True,
    )
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: explaining.decline(case, by=by, at=at))
