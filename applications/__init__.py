"""Requests for a Certified Officer title, from intake to award."""
