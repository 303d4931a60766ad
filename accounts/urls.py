"""Addresses of our own account pages; the sign-in library's stand beside them."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.sign_in, name="sign-in"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("data/", views.data, name="data"),
    path("data/copy/", views.data_copy, name="data-copy"),
    path("roles/", views.work, name="work"),
]
