"""Acts of conduct. Each is one transaction; what it did stands in the case's own trace, never in the audit log."""
