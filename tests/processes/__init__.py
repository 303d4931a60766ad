"""Real processes: the demonstration, worker and beat, the container files, the object store."""
