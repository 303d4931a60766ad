"""Pages of case officers."""
