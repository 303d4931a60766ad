"""Our form for each step of the sign-in library, by name: settings are read before any form can be imported."""


def _forms(module: str, *steps: str) -> dict[str, str]:
    """The step ``add_email`` is served by the class ``AddEmail``."""
    return {step: f"accounts.{module}.{step.title().replace('_', '')}" for step in steps}


ACCOUNT_FORMS = _forms(
    "sign_in_forms",
    "login",
    "signup",
    "add_email",
    "change_password",
    "set_password",
    "reset_password",
    "reset_password_from_key",
    "reauthenticate",
)
MFA_FORMS = _forms(
    "second_factor_forms",
    "authenticate",
    "reauthenticate",
    "activate_totp",
    "add_webauthn",
    "edit_webauthn",
    "authenticate_webauthn",
    "login_webauthn",
    "reauthenticate_webauthn",
)
