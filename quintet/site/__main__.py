"""`python -m quintet.site COMMAND`: Django's management commands."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quintet.site.settings")
sys.argv[0] = "bin/quintet"
execute_from_command_line(sys.argv)
