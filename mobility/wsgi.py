"""The WSGI application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application

from mobility import gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")

application = gate.guard(get_wsgi_application())
