"""Accounts: sign-in, roles, second factors."""
