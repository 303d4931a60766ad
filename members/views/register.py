"""The public register: who holds a title and wants it to be read, title by title. There is no search in it."""

import re
from datetime import date
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.calendar import local_day
from members import showing, words
from members.selectors import listed
from members.selectors.listed import Holder, Place

ROBOTS: Final = "noindex, noarchive"
"""Nobody's name is kept by search engines: who leaves the register is out of it."""

_PLACE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{1,18})", re.ASCII)


@require_safe
@login_not_required
def register(request: HttpRequest) -> HttpResponse:
    """The titles under which somebody is listed, by track."""
    tracks: dict[str, list[object]] = {}
    for title in listed.listed_titles(local_day(timezone.now())):
        tracks.setdefault(title.track.name, []).append(title)
    return render(request, "members/register/titles.html", {"tracks": tracks})


@require_safe
@login_not_required
def of_title(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds a title and is listed, the newest award first, a page at a time."""
    title = listed.title_called(code)
    if title is None:
        raise Http404
    if code != title.code.lower():
        return redirect("members:register-title", title.code.lower())
    today = local_day(timezone.now())
    found = listed.listed(title, today, _place(request.GET.get("after", "")))
    page = {
        "title": title,
        "today": today,
        "holders": [_line(holder) for holder in found.holders],
        "after": f"{found.after.day.isoformat()}_{found.after.key}" if found.after else "",
        "first": "after" not in request.GET,
    }
    answer = render(request, "members/register/title.html", page)
    answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


def _line(holder: Holder) -> dict[str, object]:
    return {
        "name": holder.name,
        "since": holder.credential.awarded_on,
        "until": showing.listed_until(holder.standing),
        "shape": words.public_shape(holder.standing),
        "word": words.public(holder.standing),
    }


def _place(written: str) -> Place | None:
    """Where a page begins, as its address says. Raises ``Http404`` for what none of our addresses says."""
    if not written:
        return None
    found = _PLACE.fullmatch(written)
    if found is None:
        raise Http404
    try:
        return Place(day=date.fromisoformat(found[1]), key=int(found[2]))
    except ValueError:
        raise Http404 from None
