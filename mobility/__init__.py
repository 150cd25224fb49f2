"""The project: settings, static files and the way in; nothing about mobility as a subject."""
