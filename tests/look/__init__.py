"""The look: colours, fonts, templates and forms."""
