"""The register's arithmetic: numbers and contacts, the days of a cycle, the standing of a credential."""
