"""Addresses of officer applications."""

from django.urls import URLPattern, path

from applications.views import checks, public

app_name = "applications"

urlpatterns: list[URLPattern] = [
    path("officer-titles/", public.titles, name="officer-titles"),
    path("officer-titles/<slug:code>/", public.title, name="officer-title"),
    path("officer-titles/<slug:code>/prepare/", public.prepare, name="prepare"),
    path("officer-titles/<slug:code>/begin/", public.begin, name="begin"),
    path("suitability/<slug:code>/", checks.check, name="check"),
    path("suitability/<slug:code>/periods/new/", checks.period, name="check-period-new"),
    path("suitability/<slug:code>/periods/sum/", checks.period_sum, name="check-sum"),
    path("suitability/<slug:code>/periods/<int:number>/", checks.period, name="check-period"),
    path("suitability/<slug:code>/answers/", checks.check_answers, name="check-answers"),
    path("suitability/<slug:code>/result/", checks.result, name="check-result"),
    path("suitability/<slug:code>/first-day.ics", checks.first_day, name="first-day"),
    path("suitability/<slug:code>/<slug:name>/", checks.question, name="check-question"),
]
