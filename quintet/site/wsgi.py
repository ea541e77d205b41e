import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quintet.site.settings")
application = get_wsgi_application()
if connection.vendor == "sqlite":
    # Held open as long as the process lives. The last connection to close takes SQLite's log along,
    # and the next one makes it anew: slow, and on a full disk even reads would fail.
    connection.ensure_connection()
