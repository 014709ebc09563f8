"""Who may change our own catalogue."""

from __future__ import annotations

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import listener


class StaffWrites(BasePermission):
    """Everybody who is signed in reads, staff write."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or listener(request).is_staff
