"""Addresses of the register's pages."""

from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("titles/", views.titles, name="titles"),
    path("profile/", views.profile, name="profile"),
    path("membership/", views.membership, name="membership"),
    path("membership/account/", views.account, name="account"),
    path("membership/cancel/", views.cancel, name="cancel"),
    path("membership/cancel/take-back/", views.take_back, name="take-back"),
    path("membership/invoices/<str:number>/", views.invoice, name="invoice"),
    path("membership/invoices/<str:number>/pdf/", views.invoice_pdf, name="invoice-pdf"),
    path("membership/who-pays/", views.who_pays, name="who-pays"),
    path("invoices/<slug:link>/", views.private_invoice, name="private-invoice"),
    path("invoices/<slug:link>/pdf/", views.private_invoice_pdf, name="private-invoice-pdf"),
]
