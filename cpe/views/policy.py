"""Portal pages of CPE: the rules, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cpe import selectors, words
from cpe.forms import DayForm


@require_safe
@login_not_required
def policy(request: HttpRequest) -> HttpResponse:
    """The rules in force on a day, today's unless another is asked for, in words (4 queries)."""
    today = timezone.localdate()
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": today})
    day = form.day(today=today)
    listed = selectors.published()
    current = selectors.in_force(listed, day)
    reading = selectors.reading(current.version, current.until)
    shown = {
        "form": form,
        "day": day,
        "is_today": day == today,
        "reading": reading,
        "levels": words.levels(reading.policy, reading.levels),
        "activities": [
            (activity, words.activity(activity, reading.policy), reading.explanations[key])
            for key, activity in reading.policy.activities.items()
        ],
        "examples": words.examples(reading.policy),
        "annual": words.sentence(words.annual(reading.policy)),
        "first_day": words.first_day(current.version.effective_on),
        "listed": [(line, words.first_day(line.version.effective_on)) for line in listed],
    }
    return render(request, "cpe/policy.html", shown)
