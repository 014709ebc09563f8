"""Last.fm's error codes, what it says to them, and the HTTP status it says it with.

Source: last.fm/api/errorcodes.
"""

from __future__ import annotations

from typing import Final

INVALID_METHOD, AUTHENTICATION_FAILED, INVALID_PARAMETERS = 3, 4, 6
OPERATION_FAILED, INVALID_SESSION, INVALID_KEY, OFFLINE = 8, 9, 10, 11
INVALID_SIGNATURE, UNAUTHORIZED_TOKEN, EXPIRED_TOKEN, UNAVAILABLE = 13, 14, 15, 16
LOGIN_REQUIRED, SUSPENDED_KEY, RATE_LIMIT = 17, 26, 29

MESSAGES: Final = {
    2: "Invalid service - This service does not exist",
    INVALID_METHOD: "Invalid Method - No method with that name in this package",
    AUTHENTICATION_FAILED: "Authentication Failed - You do not have permissions to access the service",
    5: "Invalid format - This service doesn't exist in that format",
    INVALID_PARAMETERS: "Invalid parameters - Your request is missing a required parameter",
    7: "Invalid resource specified",
    OPERATION_FAILED: "Operation failed - Most likely the backend service failed. Please try again.",
    INVALID_SESSION: "Invalid session key - Please re-authenticate",
    INVALID_KEY: "Invalid API key - You must be granted a valid key by last.fm",
    OFFLINE: "Service Offline - This service is temporarily offline. Try again later.",
    INVALID_SIGNATURE: "Invalid method signature supplied",
    UNAUTHORIZED_TOKEN: "Unauthorized Token - This token has not been authorized",
    EXPIRED_TOKEN: "This token has expired",
    UNAVAILABLE: "The service is temporarily unavailable, please try again.",
    LOGIN_REQUIRED: "Login: User requires to be logged in",
    SUSPENDED_KEY: "Suspended API key - Access for your account has been suspended, please contact Last.fm",
    27: "Deprecated - This type of request is no longer supported",
    RATE_LIMIT: "Rate limit exceeded - Your IP has made too many requests in a short period",
}
_FORBIDDEN = {
    AUTHENTICATION_FAILED,
    INVALID_SESSION,
    INVALID_KEY,
    INVALID_SIGNATURE,
    UNAUTHORIZED_TOKEN,
    EXPIRED_TOKEN,
    LOGIN_REQUIRED,
    SUSPENDED_KEY,
}
IGNORED: Final = {
    0: "",
    1: "Artist was ignored",
    2: "Track was ignored",
    3: "Timestamp was too old",
    4: "Timestamp was too new",
    5: "Daily scrobble limit exceeded",
}
"""Why a scrobble was not taken, though the call succeeded."""
TOO_OLD, TOO_NEW, DAILY_LIMIT = 3, 4, 5


class Refusal(Exception):
    """One of the codes, as an answer."""

    def __init__(self, code: int, message: str = "") -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        super().__init__(self.message)

    @property
    def status(self) -> int:
        if self.code == RATE_LIMIT:
            return 429
        return 403 if self.code in _FORBIDDEN else 400
