"""Forms of conduct."""
