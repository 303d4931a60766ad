"""Addresses of officer applications. A part of the form has its page below the application, by the part's own name."""

from django.urls import URLPattern, path

from applications.views import (
    check,
    documents,
    drafts,
    identity,
    parts,
    public,
    questions,
    references,
    sign,
    status,
    suitability,
)

app_name = "applications"

OWN = "applications/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path("officer-titles/", public.titles, name="officer-titles"),
    path("officer-titles/<slug:code>/", public.title, name="officer-title"),
    path("officer-titles/<slug:code>/prepare/", public.prepare, name="prepare"),
    path("officer-titles/<slug:code>/begin/", public.begin, name="begin"),
    path("suitability/<slug:code>/", suitability.check, name="suitability"),
    path("suitability/<slug:code>/periods/new/", suitability.period, name="check-period-new"),
    path("suitability/<slug:code>/periods/sum/", suitability.period_sum, name="check-sum"),
    path("suitability/<slug:code>/periods/<int:number>/", suitability.period, name="check-period"),
    path("suitability/<slug:code>/answers/", suitability.check_answers, name="check-answers"),
    path("suitability/<slug:code>/result/", suitability.result, name="check-result"),
    path("suitability/<slug:code>/first-day.ics", suitability.first_day, name="first-day"),
    path("suitability/<slug:code>/<slug:name>/", suitability.question, name="check-question"),
    path("applications/", drafts.applications, name="list"),
    path(OWN, drafts.application, name="application"),
    path(f"{OWN}throw-away/", drafts.throw_away, name="throw-away"),
    path(f"{OWN}about-you/", parts.about, name="about"),
    path(f"{OWN}positions/", parts.positions, name="positions"),
    path(f"{OWN}positions/add/", parts.add_position, name="add-position"),
    path(f"{OWN}positions/<int:key>/", parts.position, name="position"),
    path(f"{OWN}positions/<int:key>/remove/", parts.remove_position, name="remove-position"),
    path(f"{OWN}role-and-results/", parts.role, name="role"),
    path(f"{OWN}references/", references.references, name="references"),
    path(f"{OWN}references/add/", references.reference_add, name="reference-add"),
    path(f"{OWN}references/count/", references.reference_count, name="reference-count"),
    path(f"{OWN}references/organisations/", references.organisations, name="organisations"),
    path(f"{OWN}references/<int:pk>/", references.reference, name="reference"),
    path(f"{OWN}references/<int:pk>/remove/", references.reference_remove, name="reference-remove"),
    path(f"{OWN}documents/", documents.documents, name="documents"),
    path(f"{OWN}documents/<slug:document>/remove/", documents.document_remove, name="document-remove"),
    path(f"{OWN}identity/", identity.identity, name="identity"),
    path(f"{OWN}identity/times/<slug:way>/", identity.identity_times, name="identity-times"),
    path(f"{OWN}identity/give-back/", identity.identity_give_back, name="identity-give-back"),
    path(f"{OWN}identity/appointment.ics", identity.identity_calendar, name="identity-calendar"),
    path(f"{OWN}check/", check.check, name="check"),
    path(f"{OWN}sign/", sign.sign, name="sign"),
    path(f"{OWN}sign/by-hand/", sign.by_hand, name="sign-by-hand"),
    path(f"{OWN}questions/<int:pk>/", questions.question, name="question"),
    path(f"{OWN}received/", status.received, name="received"),
    path(f"{OWN}withdraw/", status.withdraw, name="withdraw"),
]
