"""What a listener may write about themselves, for the models, the API and the admin alike."""

from __future__ import annotations

from django.core.validators import RegexValidator

MAX_BIO = 1000
MAX_PASSWORD = 128
MAX_USERNAME = 150

# What Django itself allows, but plain letters only: the databases do not agree on the case of others, and many others
# look like these.
username_rule = RegexValidator(
    r"^[A-Za-z0-9@.+_-]{1,150}\Z",
    "Use 1 to 150 letters (a to z), digits and the characters @ . + - _.",
)

# Unicode's category Cc, but for the tab and the ends of lines.
no_control_characters = RegexValidator(
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*\Z",
    "Control characters are not allowed.",
    code="control_characters",
)
