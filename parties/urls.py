"""Paths of listening parties, under `api/parties/`."""

from django.urls import path

from parties.views import chat, members, parties, playing

urlpatterns = [
    path("", parties.Parties.as_view()),
    path("join/", parties.Join.as_view()),
    path("<uuid:party_id>/", parties.OneParty.as_view()),
    path("<uuid:party_id>/leave/", parties.Leave.as_view()),
    path("<uuid:party_id>/here/", parties.Here.as_view()),
    path("<uuid:party_id>/code/", parties.Code.as_view()),
    path("<uuid:party_id>/link/", parties.Link.as_view()),
    path("<uuid:party_id>/invitations/", parties.Invitations.as_view()),
    path("<uuid:party_id>/members/", members.Members.as_view()),
    path("<uuid:party_id>/members/<uuid:user_id>/", members.Member.as_view()),
    path("<uuid:party_id>/state/", playing.State.as_view()),
    path("<uuid:party_id>/skip/", playing.Skip.as_view()),
    path("<uuid:party_id>/tracks/", playing.Entries.as_view()),
    path("<uuid:party_id>/tracks/<uuid:item_id>/", playing.Entry.as_view()),
    path("<uuid:party_id>/tracks/<uuid:item_id>/move/", playing.MoveEntry.as_view()),
    path("<uuid:party_id>/tracks/<uuid:item_id>/vote/", playing.Vote.as_view()),
    path("<uuid:party_id>/messages/", chat.Messages.as_view()),
    path("<uuid:party_id>/messages/<uuid:message_id>/", chat.Message.as_view()),
]
