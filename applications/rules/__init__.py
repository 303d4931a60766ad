"""Rules of officer applications: pure, without ORM, clock and settings."""
