"""Continuing professional education: policies, claims, cycles, audits and appeals."""
