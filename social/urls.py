"""Paths of following, likes, comments and the feed, under `api/social/`."""

from django.urls import path

from social import comment_views, feed_views, follow_views, like_views, request_views

urlpatterns = [
    path("people/", follow_views.People.as_view()),
    path("followers/", follow_views.OwnFollowers.as_view()),
    path("followers/<uuid:user_id>/", follow_views.OwnFollower.as_view()),
    path("following/", follow_views.OwnFollowing.as_view()),
    path("requests/", request_views.FollowRequests.as_view()),
    path("requests/<uuid:request_id>/", request_views.FollowRequest.as_view()),
    path("requests/<uuid:request_id>/accept/", request_views.AcceptFollowRequest.as_view()),
    path("playlists/liked/", like_views.LikedPlaylists.as_view()),
    path("playlists/<uuid:playlist_id>/like/", like_views.PlaylistLiking.as_view()),
    path("playlists/<uuid:playlist_id>/likes/", like_views.PlaylistLikers.as_view()),
    path("comments/", comment_views.Comments.as_view()),
    path("comments/<uuid:comment_id>/", comment_views.OneComment.as_view()),
    path("comments/<uuid:comment_id>/replies/", comment_views.Replies.as_view()),
    path("comments/<uuid:comment_id>/like/", comment_views.CommentLiking.as_view()),
    path("feed/", feed_views.Feed.as_view()),
    path("activity/", feed_views.OwnActivity.as_view()),
]
