"""The register: catalogue, members and, later, what they hold and owe."""
