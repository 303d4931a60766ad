"""Conduct's arithmetic: terms, days, who may sit, how findings make an outcome. Source: S3."""
