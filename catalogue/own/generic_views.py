"""What the views of songs, albums and artists share: everybody reads, staff write."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.errors import CatalogueNotFound
from catalogue.lookup import parsed_id
from catalogue.own.permissions import StaffWrites

Shape = serializers.Serializer[Any]
Details = Mapping[str, Any]


class OwnView(generics.GenericAPIView[Any]):
    """One kind of our own rows. ``rows`` are those that are shown, loaded with what an answer tells of them."""

    permission_classes = [IsAuthenticated, StaffWrites]
    missing: ClassVar[type[CatalogueNotFound]]
    input_serializer: ClassVar[type[Shape]]

    @abstractmethod
    def rows(self, asked: Details) -> QuerySet[Any]: ...

    def row(self, catalogue_id: str) -> Any:
        """The row of this id; raises ``missing``, also for what another provider has."""
        wanted = parsed_id(catalogue_id, self.missing)
        found = self.rows({}).filter(provider=wanted.provider, external_id=wanted.value).first()
        if found is None:
            raise self.missing
        return found

    def said(self, *, partial: bool = False) -> Details:
        form = self.input_serializer(data=self.request.data, partial=partial)
        form.is_valid(raise_exception=True)
        details: Details = form.validated_data
        return details

    def answer(self, row: Any, status_code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.row(str(row.catalogue_id))).data, status=status_code)


class OwnList(OwnView):
    query_serializer: ClassVar[type[Shape]]

    def get(self, request: Request) -> Response:
        query = self.query_serializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = self.paginate_queryset(self.rows(query.validated_data))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
