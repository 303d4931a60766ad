"""Portal pages of CPE."""
