"""What the listener heard."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.models import Activity
from config.pagination import LinkedPagination
from playqueue.pages import listens_page
from playqueue.serializers import ListenSerializer
from playqueue.views.contents import TAGS


class HistoryPages(LinkedPagination):
    """The one list of the contract that is wrapped: in `history`, next to the total as `count`."""

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"history": data, "count": self.count}, headers=self.headers())

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        count = {"type": "integer", "description": "All listens, not only those of this page."}
        return {
            "type": "object",
            "required": ["history", "count"],
            "properties": {"history": schema, "count": count},
        }


@extend_schema_view(
    get=extend_schema(
        operation_id="queue_history_list",
        summary="List what was played",
        description="The newest first. It outlives the queue and the playlists that the tracks came from.",
        tags=TAGS,
    )
)
class History(generics.ListAPIView[Any]):
    serializer_class = ListenSerializer
    pagination_class = HistoryPages
    queryset = Activity.objects.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        pages = HistoryPages()
        return pages.get_paginated_response(listens_page(request, pages))
