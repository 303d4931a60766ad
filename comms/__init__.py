"""Mail as rows: queued inside an act, delivered by workers."""
