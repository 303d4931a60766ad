"""A member says that they will not make it with a title, and reads what we answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import unsaved
from accounts.sessions import person
from common.errors import DomainError
from cpe import selectors, services
from cpe.help_forms import HelpForm
from cpe.views.ledger import nothing_asked, nothing_runs, of_member


@require_http_methods(["GET", "HEAD", "POST"])
@unsaved.keeps
def ask(request: HttpRequest) -> HttpResponse:
    """What was asked and answered so far, and the form to ask; what was typed stays until it is right."""
    member, ledger, today = of_member(request)
    earlier = list(selectors.help_of(member.pk)) if member else []
    stands = not nothing_runs(ledger)
    if member is None or ledger is None or not (stands or earlier):
        return nothing_asked(request, member, ledger)
    form = HelpForm(unsaved.typed(request), sheets=ledger.sheets, today=today)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("why", "wish", "since_on", "could_by")}
        try:
            row = services.ask_for_help(member, form.credential, **said, by=person(request), at=timezone.now())
        except DomainError as refusal:
            form.add_error("title", str(refusal))
        else:
            told = _("We received it, and answer by %(day)s. A mail confirms it.")
            messages.success(request, told % {"day": date_format(row.answer_by)})
            return redirect("cpe:help")
    return render(
        request,
        "cpe/help.html",
        {"form": form, "earlier": earlier, "nothing_runs": not stands, "past": not form.sheets},
    )
