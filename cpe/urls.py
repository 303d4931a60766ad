"""Addresses of CPE's pages."""

from django.urls import path

from cpe.views import help as help_pages
from cpe.views import ledger, planner, policy, transcript

app_name = "cpe"

urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("", ledger.activities, name="activities"),
    path("titles/<slug:code>/", ledger.title, name="title"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/pdf/", transcript.transcript_pdf, name="transcript-pdf"),
    path("transcript/csv/", transcript.transcript_csv, name="transcript-csv"),
    path("planner/", planner.planner, name="planner"),
    path("help/", help_pages.ask, name="help"),
]
