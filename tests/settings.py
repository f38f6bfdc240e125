"""The program's settings for a run of the tests: a home of its own, thrown away after it.

They are read before any conftest.py, so it is here that the home is made. The SQLite database is a file: threads and
processes of the tests open it as those of an installation do.
"""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="fengsui-test-")
os.environ["FENGSUI_HOME"] = _home
os.environ["FENGSUI_TEST_SQLITE"] = os.path.join(_home, "test.sqlite3")  # noqa: PTH118
atexit.register(shutil.rmtree, _home, ignore_errors=True)

from fengsui.settings import *  # noqa: E402, F403

# Hundreds of tests sign somebody in; how slowly a password is hashed in service is asked in tests/repository.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
