"""Addresses of the register's pages."""

from django.urls import path

from members import views
from members.views import badges, certificate_file, documents, erasure, exams, register, showing, verify

app_name = "members"

urlpatterns = [
    path("titles/", views.titles, name="titles"),
    path("titles/claim/", exams.claim, name="claim-exam"),
    path("titles/claims/", exams.claims, name="exam-claims"),
    path("titles/claims/<slug:reference>/", exams.claim_page, name="exam-claim"),
    path("titles/claims/<slug:reference>/withdraw/", exams.withdraw, name="withdraw-exam"),
    path("titles/claims/<slug:reference>/object/", exams.object_to, name="object-exam"),
    path("certificates/<str:number>/pdf/", certificate_file.certificate_pdf, name="certificate-pdf"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<slug:key>/", documents.document, name="document"),
    path("documents/<slug:key>/differences/", documents.differences, name="document-differences"),
    path("documents/<slug:key>/<slug:label>/", documents.document, name="document-version"),
    path("documents/<slug:key>/<slug:label>/pdf/", documents.version_pdf, name="document-pdf"),
    path("account/erasure/", erasure.erasure, name="erasure"),
    path("agreements/", documents.agreements, name="agreements"),
    path("profile/", views.profile, name="profile"),
    path("certificates/", showing.certificates, name="certificates"),
    path("certificates/list-me/", showing.list_me, name="list-me"),
    path("certificates/unlist-me/", showing.unlist_me, name="unlist-me"),
    path("calendar/", showing.calendar, name="calendar"),
    path("calendar/<slug:secret>.ics", showing.calendar_feed, name="calendar-feed"),
    path("register/", register.register, name="register"),
    path("register/<slug:code>/", register.of_title, name="register-title"),
    path("membership/", views.membership, name="membership"),
    path("membership/account/", views.account, name="account"),
    path("membership/cancel/", views.cancel, name="cancel"),
    path("membership/cancel/take-back/", views.take_back, name="take-back"),
    path("membership/invoices/<str:number>/", views.invoice, name="invoice"),
    path("membership/invoices/<str:number>/pdf/", views.invoice_pdf, name="invoice-pdf"),
    path("membership/who-pays/", views.who_pays, name="who-pays"),
    path("invoices/<slug:link>/", views.private_invoice, name="private-invoice"),
    path("invoices/<slug:link>/pdf/", views.private_invoice_pdf, name="private-invoice-pdf"),
    path("badges/issuer/", badges.issuer, name="badge-issuer"),
    path("badges/keys/<str:key>/", badges.key, name="badge-key"),
    path(".well-known/jwks.json", badges.keys, name="badge-keys"),
    path("badges/status/<str:which>/", badges.status, name="badge-status"),
    path("badges/achievements/<str:code>/", badges.achievement, name="badge-achievement"),
    path("badges/achievements/<str:code>/picture.png", badges.picture, name="badge-picture"),
    path("badges/<str:number>/", badges.badge, name="badge"),
    path("badges/<str:number>.jwt", badges.badge_token, name="badge-token"),
    path("certificates/<slug:number>/badge.png", badges.png, name="certificate-badge"),
    path("certificates/<slug:number>/badge.json", badges.json, name="certificate-badge-json"),
    path("certificates/<slug:number>/badge.jwt", badges.token, name="certificate-badge-token"),
    path("verify/", verify.ask, name="verify"),
    path("verify/<str:number>/", verify.number, name="verify-number"),
    path("verify/<str:number>/json/", verify.number_json, name="verify-json"),
    path("verify/<str:number>/receipt/pdf/", verify.receipt_pdf, name="verify-receipt-pdf"),
    path("verify/<str:number>/receipt/json/", verify.receipt_json, name="verify-receipt-json"),
]
