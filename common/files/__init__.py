"""Files that people send: received, looked through, cleaned, kept on a shelf, and handed out by its policy alone."""
