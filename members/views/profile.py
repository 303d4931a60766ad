"""Portal pages of the register: one's own profile, and the public page of titles."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import unsaved
from accounts.models import User
from members import selectors, services
from members.forms import ProfileForm
from members.models import Member
from members.selectors import certificate_office


@require_safe
@login_not_required
def titles(request: HttpRequest) -> HttpResponse:
    """The catalogue for everybody: tracks, levels, and what each level means."""
    return render(request, "members/titles.html", {"catalogue": selectors.catalogue()})


def _saved(person: User, member: Member | None) -> str:
    """What became of a profile, and of certificates that have another name (at most 1 statement)."""
    told = _("We saved your profile.")
    on = timezone.localdate()
    names = certificate_office.names_on_certificates([member.pk], on).get(member.pk, []) if member else []
    others = [name for name in names if name != person.get_full_name()]
    if not others:
        return told
    stays = _("Your certificates keep the name %(name)s until a colleague has looked at the new one.")
    return f"{told} {stays % {'name': ', '.join(others)}}"


@require_http_methods(["GET", "HEAD", "POST"])
@unsaved.keeps
def profile(request: HttpRequest) -> HttpResponse:
    """One's own names, language and, for members, address; what was typed stays in the form until it is right."""
    person = cast("User", request.user)
    member = selectors.member_of(person)
    form = ProfileForm(unsaved.typed(request), person=person, member=member)
    if request.method == "POST" and form.is_valid():
        services.update_profile(person, **form.arguments(), by=person, at=timezone.now())
        messages.success(request, _saved(person, member))
        return redirect("members:profile")
    return render(request, "members/profile.html", {"form": form, "member": member})
