"""Addresses of the register's pages."""

from django.urls import path

from members import document_views, exam_views, views

app_name = "members"

urlpatterns = [
    path("titles/", views.titles, name="titles"),
    path("titles/claim/", exam_views.claim, name="claim-exam"),
    path("titles/claims/", exam_views.claims, name="exam-claims"),
    path("titles/claims/<slug:reference>/", exam_views.claim_page, name="exam-claim"),
    path("titles/claims/<slug:reference>/withdraw/", exam_views.withdraw, name="withdraw-exam"),
    path("titles/claims/<slug:reference>/object/", exam_views.object_to, name="object-exam"),
    path("documents/", document_views.documents, name="documents"),
    path("documents/<slug:key>/", document_views.document, name="document"),
    path("documents/<slug:key>/<slug:label>/", document_views.document, name="document-version"),
    path("agreements/", document_views.agreements, name="agreements"),
    path("profile/", views.profile, name="profile"),
]
