"""Paths of sharing, members, follows and copies, under `api/playlists/`."""

from django.urls import path

from playlists.sharing import follow_views, link_views, member_views

_ONE = "playlists/<uuid:playlist_id>/"

urlpatterns = [
    path(f"{_ONE}share/", link_views.ShareLinks.as_view()),
    path(f"{_ONE}share/<uuid:share_id>/", link_views.OneShareLink.as_view()),
    path(f"{_ONE}listeners/", link_views.NamedListeners.as_view()),
    path(f"{_ONE}listeners/<uuid:user_id>/", link_views.NamedListener.as_view()),
    path(f"{_ONE}members/", member_views.Members.as_view()),
    path(f"{_ONE}members/<uuid:user_id>/", member_views.OneMember.as_view()),
    path(f"{_ONE}owner/", member_views.HandOver.as_view()),
    path(f"{_ONE}follow/", follow_views.Follow.as_view()),
    path(f"{_ONE}copy/", follow_views.Copy.as_view()),
    path("following/", follow_views.Following.as_view()),
    path("invitations/", member_views.Invitations.as_view()),
    path("invitations/<uuid:invitation_id>/accept/", member_views.AcceptInvitation.as_view()),
    path("invitations/<uuid:invitation_id>/decline/", member_views.DeclineInvitation.as_view()),
]
