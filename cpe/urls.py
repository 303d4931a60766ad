"""Addresses of CPE's pages."""

from django.urls import path

from cpe.views import claim, drafts, events, ledger, letters, planner, policy, questions, reporting, transcript
from cpe.views import help as help_pages

app_name = "cpe"

urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("", ledger.activities, name="activities"),
    path("titles/<slug:code>/", ledger.title, name="title"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/pdf/", transcript.transcript_pdf, name="transcript-pdf"),
    path("transcript/csv/", transcript.transcript_csv, name="transcript-csv"),
    path("planner/", planner.planner, name="planner"),
    path("letters/", letters.letters, name="letters"),
    path("help/", help_pages.ask, name="help"),
    path("events/", events.events, name="events"),
    path("events/<int:pk>/", events.event, name="event"),
    path("events/<int:pk>/sign-up/", events.sign_up, name="event-sign-up"),
    path("events/<int:pk>/withdraw/", events.withdraw, name="event-withdraw"),
    path("events/<int:pk>/calendar.ics", events.calendar, name="event-calendar"),
    path("report/", reporting.report, name="report"),
    path("report/preview/", reporting.preview, name="report-preview"),
    path("drafts/<int:pk>/throw-away/", drafts.throw_away, name="draft-throw-away"),
    path("claims/<int:pk>/", claim.claim, name="claim"),
    path("claims/<int:pk>/withdraw/", claim.withdraw, name="claim-withdraw"),
    path("claims/<int:pk>/answer/", questions.answer, name="claim-answer"),
    path("claims/<int:pk>/proof/", claim.add_evidence, name="claim-proof"),
    path("claims/<int:pk>/proof/<int:proof>/remove/", claim.remove_evidence, name="claim-proof-remove"),
]
