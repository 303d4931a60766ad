"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from seco_portal import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("members.urls")),
    path("", include("applications.urls")),
    path("cpe/", include("cpe.urls")),
    path("conduct/", include("conduct.urls")),
    path("account/", include("accounts.urls")),
    path("account/", include("accounts.sign_in_urls")),
    path("account/mails/", include("comms.urls")),
    path("office/", admin.site.urls),
    path("files/<slug:reference>/", views.file, name="file"),
    path("files/<slug:reference>/pages/", views.file_pages, name="file-pages"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "seco_portal.errors.bad_request"
handler403 = "seco_portal.errors.forbidden"
handler404 = "seco_portal.errors.not_found"
handler500 = "seco_portal.errors.server_error"
