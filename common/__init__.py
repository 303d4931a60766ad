"""Mechanisms every app leans on."""
