"""Addresses of officer applications."""

from django.urls import URLPattern, path

from applications.views import documents, identity, references

app_name = "applications"

OWN = "applications/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path(f"{OWN}references/", references.references, name="references"),
    path(f"{OWN}references/add/", references.reference_add, name="reference-add"),
    path(f"{OWN}references/organisations/", references.organisations, name="organisations"),
    path(f"{OWN}references/<int:pk>/", references.reference, name="reference"),
    path(f"{OWN}references/<int:pk>/remove/", references.reference_remove, name="reference-remove"),
    path(f"{OWN}documents/", documents.documents, name="documents"),
    path(f"{OWN}documents/<slug:document>/remove/", documents.document_remove, name="document-remove"),
    path(f"{OWN}identity/", identity.identity, name="identity"),
    path(f"{OWN}identity/times/<slug:way>/", identity.identity_times, name="identity-times"),
    path(f"{OWN}identity/give-back/", identity.identity_give_back, name="identity-give-back"),
    path(f"{OWN}identity/appointment.ics", identity.identity_calendar, name="identity-calendar"),
    path(OWN, references.references, name="application"),  # until the task list is here
]
