"""Addresses of conduct. A report is made and followed without an account."""

from django.urls import URLPattern, path, re_path

from conduct.views import elsewhere
from conduct.views.report import filling, held, opening, public

app_name = "conduct"

DRAFT = "report/draft/"
OWN = "report/own/<slug:handle>/"

urlpatterns: list[URLPattern] = [
    path("report/", public.start, name="report"),
    path(DRAFT, filling.tasks, name="report-tasks"),
    path(f"{DRAFT}whom/", filling.whom, name="report-whom"),
    path(f"{DRAFT}what/", filling.what, name="report-what"),
    path(f"{DRAFT}you/", filling.you, name="report-you"),
    path(f"{DRAFT}files/", filling.files, name="report-files"),
    path(f"{DRAFT}files/<slug:reference>/remove/", filling.file_remove, name="report-file-remove"),
    path(f"{DRAFT}check/", filling.check, name="report-check"),
    path(f"{DRAFT}sent/", filling.sent, name="report-sent"),
    path(f"{DRAFT}throw-away/", filling.throw_away, name="report-throw-away"),
    path("report/open/<str:secret>/", opening.open_link, name="report-open"),
    re_path(r"^report/open/(?P<secret>[\s\S]+)$", opening.open_link, name="report-open-cut"),
    path(OWN, held.follow, name="report-held"),
    path(f"{OWN}add/", held.add, name="report-add"),
    path(f"{OWN}withdraw/", held.withdraw, name="report-withdraw"),
    path("reports/", elsewhere.nowhere, name="intake"),
    path("reports/<slug:reference>/", elsewhere.nowhere, name="intake-report"),
    path("cases/<slug:reference>/", elsewhere.nowhere, name="case"),
    path("about-you/<slug:reference>/", elsewhere.nowhere, name="own-case"),
]
