"""What parties say no with. Of every 409: nothing changed."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError


class PartyNotFound(DomainError):
    """There is none, it has ended, or the listener is no member, or does not see its host."""

    status = status.HTTP_404_NOT_FOUND
    code = "party_not_found"
    detail = "There is no such party."


class CodeInvalid(DomainError):
    """It never was one, is an old one, or its party has ended."""

    status = status.HTTP_404_NOT_FOUND
    code = "invitation_invalid"
    detail = "This invitation leads to no party."


class TooManyGuesses(DomainError):
    status = status.HTTP_429_TOO_MANY_REQUESTS
    code = "too_many_guesses"
    detail = "Too many codes that lead nowhere. Ask the host for a link."


class Kicked(DomainError):
    status = status.HTTP_403_FORBIDDEN
    code = "kicked"
    detail = "You were sent away from this party. Only a new invitation lets you in again."


class PartyFull(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "party_full"
    detail = "The party is full."


class TooManyParties(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_parties"
    detail = "You host as many parties as one may. End one first."


class TooManyInvitations(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_invitations"
    detail = "So many were invited that nobody more can be."


class NotYourRole(DomainError):
    status = status.HTTP_403_FORBIDDEN
    code = "not_your_role"
    detail = "Your role in this party does not let you do this."


class Muted(DomainError):
    status = status.HTTP_403_FORBIDDEN
    code = "muted"
    detail = "The host has muted you."


class TooFast(DomainError):
    status = status.HTTP_429_TOO_MANY_REQUESTS
    code = "too_fast"
    detail = "That is a lot at once. Wait a few seconds."


class MemberNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "member_not_found"
    detail = "The party has no such member."


class MessageNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "message_not_found"
    detail = "The party has no such message."


class StateMoved(DomainError):
    """The command was about a state that is no more. ``extra`` has the present one."""

    status = status.HTTP_409_CONFLICT
    code = "state_moved"
    detail = "The party has moved on meanwhile. This is how it plays now."


class NothingToPlay(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "nothing_to_play"
    detail = "There is nothing that could play."


class NotUpcoming(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "not_upcoming"
    detail = "Only what comes after the current track can be voted up."
