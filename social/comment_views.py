"""Comments on tracks, albums and playlists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from social import comment_serializers as shapes
from social.comment_models import ABOUT
from social.commenting import change_text, delete_comment, found_comment, write_comment
from social.follow_views import TAGS
from social.liking import like_comment, unlike_comment
from social.models import Comment
from social.paging import page_of, parameters
from social.subjects import find_subject
from social.threads import SORTS, comments_on, replies_to, shown

DEFAULT, MAXIMUM = 20, 100
UNREACHABLE = {503: OpenApiResponse(PROBLEM_SCHEMA, "The catalogue that knows the track or album cannot be reached.")}
CONFLICT = "The comment is a reply itself (`no_reply_to_replies`), or there are as many as there may be."
_NEW = {
    "on": "track",
    "id": "3135556",
    "text": "The bridge!",
    "client_id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
}


def _no(description: str) -> OpenApiResponse:
    return OpenApiResponse(PROBLEM_SCHEMA, description)


class Comments(APIView):
    @extend_schema(
        operation_id="social_comments",
        summary="Comments on a track, album or playlist",
        description=(
            "Each with its number of likes and replies and its first two replies. Not those of people who keep a "
            "private profile and do not let you follow them, except on your own playlist. `Link` leads to the next "
            "page."
        ),
        tags=TAGS,
        parameters=[
            OpenApiParameter("on", str, required=True, enum=list(ABOUT)),
            OpenApiParameter("id", str, required=True, description="Of the track, album or playlist."),
            OpenApiParameter("sort", str, enum=list(SORTS), description="`newest` if not given; `top`: by likes."),
            *parameters(default=DEFAULT, maximum=MAXIMUM),
        ],
        responses={
            200: shapes.CommentSerializer(many=True),
            404: _no("No such track, album or playlist."),
            **UNREACHABLE,
        },
    )
    def get(self, request: Request) -> Response:
        form = shapes.SubjectQuerySerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        asked, user = form.validated_data, listener(request)
        subject = find_subject(user=user, on=asked["on"], subject_id=asked["id"])
        return _listed(request, comments_on(subject, user=user), SORTS[asked["sort"]])

    @extend_schema(
        operation_id="social_comment",
        summary="Write a comment or a reply",
        description=(
            "1 to 2,000 characters. With a `client_id` that was sent before, the comment of then is answered, with "
            "200. A comment that is held for moderators is `is_hidden`, and nobody else sees it until they have."
        ),
        tags=TAGS,
        request=shapes.NewCommentSerializer,
        responses={
            201: shapes.CommentWithSubjectSerializer,
            200: shapes.CommentWithSubjectSerializer,
            404: _no("No such track, album or playlist, or no such comment to reply to."),
            409: _no(CONFLICT),
            **UNREACHABLE,
        },
        examples=[OpenApiExample("On a track", _NEW, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        form = shapes.NewCommentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said, user = form.validated_data, listener(request)
        subject = find_subject(user=user, on=said["on"], subject_id=said["id"])
        comment, is_new = write_comment(
            author=user,
            subject=subject,
            text=said["text"],
            parent_id=said.get("parent"),
            client_id=said.get("client_id"),
        )
        return _one(request, comment, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class OneComment(APIView):
    @extend_schema(
        operation_id="social_comment_retrieve",
        summary="Get a comment",
        description="With what it is about.",
        tags=TAGS,
        responses=shapes.CommentWithSubjectSerializer,
    )
    def get(self, request: Request, comment_id: UUID) -> Response:
        return _one(request, found_comment(user=listener(request), comment_id=comment_id))

    @extend_schema(
        operation_id="social_comment_update",
        summary="Change a comment",
        description="One's own, within 15 minutes; after that it is a 409 (`comment_too_old`).",
        tags=TAGS,
        request=shapes.ChangedCommentSerializer,
        responses={
            200: shapes.CommentWithSubjectSerializer,
            403: _no("Somebody else's."),
            409: _no("It is older than 15 minutes."),
        },
        examples=[OpenApiExample("Changed", {"text": "The second bridge!"}, request_only=True)],
    )
    def patch(self, request: Request, comment_id: UUID) -> Response:
        user = listener(request)
        comment = found_comment(user=user, comment_id=comment_id)
        form = shapes.ChangedCommentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        change_text(comment=comment, text=form.validated_data["text"], by=user)
        return _one(request, found_comment(user=user, comment_id=comment_id))

    @extend_schema(
        operation_id="social_comment_delete",
        summary="Delete a comment",
        description=(
            "One's own, or any on one's own playlist. Its text is gone for good; where it has replies, an empty "
            "comment stays above them, without an author, until the last of them is deleted."
        ),
        tags=TAGS,
        responses={204: None, 403: _no("Somebody else's.")},
    )
    def delete(self, request: Request, comment_id: UUID) -> Response:
        user = listener(request)
        delete_comment(comment=found_comment(user=user, comment_id=comment_id), by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Replies(APIView):
    @extend_schema(
        operation_id="social_comment_replies",
        summary="Replies to a comment",
        description="The oldest first. `Link` leads to the next page.",
        tags=TAGS,
        parameters=parameters(default=DEFAULT, maximum=MAXIMUM),
        responses=shapes.CommentSerializer(many=True),
    )
    def get(self, request: Request, comment_id: UUID) -> Response:
        user = listener(request)
        comment = found_comment(user=user, comment_id=comment_id)
        return _listed(request, replies_to(comment, user=user), SORTS["oldest"])


class CommentLiking(APIView):
    @extend_schema(
        operation_id="social_like_comment",
        summary="Like a comment",
        description="Repeating it changes nothing.",
        tags=TAGS,
        request=None,
        responses=shapes.CommentLikesSerializer,
    )
    def post(self, request: Request, comment_id: UUID) -> Response:
        like_comment(user=listener(request), comment_id=comment_id)
        return _likes(request, comment_id)

    @extend_schema(
        operation_id="social_unlike_comment",
        summary="Take the like of a comment back",
        description="Repeating it changes nothing.",
        tags=TAGS,
        responses={200: shapes.CommentLikesSerializer},
    )
    def delete(self, request: Request, comment_id: UUID) -> Response:
        unlike_comment(user=listener(request), comment_id=comment_id)
        return _likes(request, comment_id)


def _one(request: Request, comment: Comment, status_code: int = status.HTTP_200_OK) -> Response:
    [found] = shown([comment], user=listener(request))
    body = shapes.CommentWithSubjectSerializer(found, context={"request": request}).data
    return Response(body, status=status_code)


def _likes(request: Request, comment_id: UUID) -> Response:
    user = listener(request)
    [found] = shown([found_comment(user=user, comment_id=comment_id)], user=user)
    return Response(shapes.CommentLikesSerializer(found).data)


def _listed(request: Request, rows: Any, by: tuple[str, ...]) -> Response:
    page, headers = page_of(request, rows, by=by, default=DEFAULT, maximum=MAXIMUM)
    found = shown(page, user=listener(request))
    return Response(shapes.CommentSerializer(found, many=True, context={"request": request}).data, headers=headers)
