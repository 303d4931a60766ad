"""Every move of an event, tried from every state against the rows themselves."""
