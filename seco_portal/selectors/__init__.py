"""Reads for the pages that speak of several apps."""

from seco_portal.selectors.home import DAYPARTS, Home, daypart, home

__all__ = ["DAYPARTS", "Home", "daypart", "home"]
