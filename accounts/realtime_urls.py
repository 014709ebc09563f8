"""Paths of what sockets need, below `/api/realtime/`."""

from django.urls import path

from accounts.ticket_views import SocketTickets

urlpatterns = [
    path("tickets/", SocketTickets.as_view(), name="socket-tickets"),
]
