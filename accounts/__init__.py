"""People who sign in, and what their roles let them do."""
