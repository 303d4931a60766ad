"""Addresses of our own account pages; the sign-in library's stand beside them."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.sign_in, name="sign-in"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("roles/", views.work, name="work"),
]
