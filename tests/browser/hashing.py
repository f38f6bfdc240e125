"""A password of the tests is hashed quickly; the server reads it, and makes it strong at the first sign-in."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """The program's own way, with few rounds."""

    iterations = 1000
