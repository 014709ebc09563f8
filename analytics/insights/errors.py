"""What insights answer instead of numbers."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError


class YearNotHere(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "year_not_here"
    detail = "There is a review of every year from 2000 up to this one."
