"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from fengsui.clock import calendar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
calendar.prepare()
application = get_wsgi_application()
