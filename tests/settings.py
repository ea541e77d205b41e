"""The site's settings for the tests: the same, with files in a throwaway folder and mail in memory."""

import os
import tempfile

os.environ["QUINTET_DATA"] = tempfile.mkdtemp(prefix="quintet-test-")
os.environ["QUINTET_INSECURE"] = "1"
os.environ.setdefault("QUINTET_SECRET_KEY", "only for tests, never elsewhere")

from quintet.site.settings import *  # noqa: F403

STATIC_ROOT.mkdir()  # noqa: F405  whitenoise warns where it is missing
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if POSTGRES:  # noqa: F405  what waits for ever fails, and says for what
    DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=120s -c lock_timeout=60s"  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
