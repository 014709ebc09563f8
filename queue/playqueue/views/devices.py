"""A listener's devices, and how the queue plays on them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from playqueue import device_serializers as shapes
from playqueue import devices
from playqueue.models import Device, PlayQueue
from playqueue.state import set_state, state_of
from playqueue.views.contents import TAGS, checked, refusal

MOVED = refusal(409, "Another device was faster: `state_moved`, with the present `state`.")
PAUSE = OpenApiExample("Pause", {"playing": False}, request_only=True)
JUMP = OpenApiExample("Jump", {"position_ms": 60000, "version": 12}, request_only=True)


def state_answer(queue: PlayQueue) -> Response:
    state = {**state_of(queue), "server_time": timezone.now()}
    return Response(shapes.PlaybackStateSerializer(state).data)


def device_body(device: Device) -> Any:
    active = PlayQueue.objects.of(device.user).active_device_id
    return shapes.DeviceSerializer(device, context={"active_device_id": active}).data


class State(APIView):
    @extend_schema(
        operation_id="queue_state_retrieve",
        summary="Show how the queue plays",
        description=(
            "On which device, where in the track, or paused. `position_ms` was true at the moment `at`; while it plays "
            "the position is `position_ms + (now - at)` by the server's clock. Changes come by `ws/me/`."
        ),
        tags=TAGS,
        responses=shapes.PlaybackStateSerializer,
    )
    def get(self, request: Request) -> Response:
        return state_answer(PlayQueue.objects.of(listener(request)))

    @extend_schema(
        operation_id="queue_state_set",
        summary="Pause, go on or jump",
        description=(
            "From any device; the one that plays is told. With `version`, nothing happens unless that is the present "
            "one: 409 `state_moved`. 404 `nothing_playing` when the queue has no current entry."
        ),
        tags=TAGS,
        request=shapes.SetStateSerializer,
        responses={200: shapes.PlaybackStateSerializer, **MOVED},
        examples=[PAUSE, JUMP],
    )
    def post(self, request: Request) -> Response:
        return state_answer(set_state(user=listener(request), **checked(shapes.SetStateSerializer, request)))


class Devices(generics.ListAPIView[Device]):
    serializer_class = shapes.DeviceSerializer
    queryset = Device.objects.none()

    def get_queryset(self) -> QuerySet[Device]:
        return Device.objects.visible_to(listener(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        if getattr(self, "swagger_fake_view", False):
            return {}
        active = PlayQueue.objects.of(listener(self.request)).active_device_id
        return {**super().get_serializer_context(), "active_device_id": active}

    @extend_schema(
        operation_id="queue_devices_list",
        summary="List the devices",
        description="Those that the listener plays on, the one seen last first; 20 at most.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="queue_devices_register",
        summary="Register a device",
        description="Keep the `id`. When there are 20, the one unseen for the longest is forgotten.",
        tags=TAGS,
        request=shapes.NewDeviceSerializer,
        responses={201: shapes.DeviceSerializer},
        examples=[OpenApiExample("A phone", {"name": "Ada's phone", "kind": "mobile"}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        device = devices.register_device(user=listener(request), **checked(shapes.NewDeviceSerializer, request))
        return Response(device_body(device), status=status.HTTP_201_CREATED)


class OneDevice(APIView):
    @extend_schema(
        operation_id="queue_devices_update",
        summary="Rename a device",
        tags=TAGS,
        description="Its `name`, its `kind`, or both.",
        request=shapes.ChangedDeviceSerializer,
        responses=shapes.DeviceSerializer,
        examples=[OpenApiExample("Kitchen", {"name": "Kitchen", "kind": "speaker"}, request_only=True)],
    )
    def patch(self, request: Request, device_id: UUID) -> Response:
        devices.find_device(listener(request), device_id)
        changes = checked(shapes.ChangedDeviceSerializer, request)
        return Response(device_body(devices.change_device(user=listener(request), device_id=device_id, **changes)))

    @extend_schema(
        operation_id="queue_devices_forget",
        summary="Forget a device",
        description="When it is the one that plays, playing pauses.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, device_id: UUID) -> Response:
        devices.forget_device(user=listener(request), device_id=device_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Report(APIView):
    @extend_schema(
        operation_id="queue_devices_report",
        summary="Report where a device is",
        description=(
            "A sign of life, to be sent every 30 seconds and when playing begins, stops or jumps. The device that "
            "plays thereby says where it is; when none does, the first that reports `playing` becomes it. A 409 tells "
            "the device to stop: `not_active_device` while another one plays, `queue_moved` when another entry is "
            "current. Other devices are told only what they could not know."
        ),
        tags=TAGS,
        request=shapes.DeviceReportSerializer,
        responses={
            200: shapes.PlaybackStateSerializer,
            **refusal(409, "It is not this device's turn: `not_active_device` or `queue_moved`."),
        },
    )
    def post(self, request: Request, device_id: UUID) -> Response:
        devices.find_device(listener(request), device_id)
        told = checked(shapes.DeviceReportSerializer, request)
        return state_answer(devices.report(user=listener(request), device_id=device_id, **told))


class PlayHere(APIView):
    @extend_schema(
        operation_id="queue_devices_play",
        summary="Play here",
        description=(
            "Hands playing over to this device: it becomes the active one, at the position that was reached unless "
            "`position_ms` says another. The device that played is told by `ws/me/`, and by a 409 to its next report."
        ),
        tags=TAGS,
        request=shapes.PlayHereSerializer,
        responses={200: shapes.PlaybackStateSerializer, **MOVED},
        examples=[OpenApiExample("Take over", {"playing": True}, request_only=True)],
    )
    def post(self, request: Request, device_id: UUID) -> Response:
        devices.find_device(listener(request), device_id)
        wanted = checked(shapes.PlayHereSerializer, request)
        return state_answer(devices.play_here(user=listener(request), device_id=device_id, **wanted))
