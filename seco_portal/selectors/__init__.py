"""Reads for the pages that speak of several apps."""

from seco_portal.selectors.home import DAYPARTS, Home, daypart, home
from seco_portal.selectors.kept import kept_after

__all__ = ["DAYPARTS", "Home", "daypart", "home", "kept_after"]
