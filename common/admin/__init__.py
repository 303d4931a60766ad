"""The back office's pages about the machine itself."""
