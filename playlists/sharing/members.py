"""Members of a playlist: inviting, joining, leaving, roles, and handing the playlist over.

Roles change under the lock of the playlist's row, which every change of its tracks takes too. Who is brought together
is locked before that, so that a block at the same moment is not missed.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.blocking import lock_people
from accounts.errors import UserNotFound
from accounts.models import Block, User
from accounts.seen import are_blocked, seen_by
from config.realtime.publishing import recheck
from notifications.services import Subject, notify
from playlists.changing import DETAILS, MEMBERS, store, store_members
from playlists.errors import NotYourPlaylist, PlaylistNotFound
from playlists.models import Member, Playlist, Role
from playlists.screening import expose
from playlists.sharing.errors import InvitationNotFound, LinkNotFound, NotAMember, OwnPlaylist, TooManyMembers
from playlists.sharing.follows import forget_follow
from playlists.sharing.links import find_link

MOST: Final = 100


def members_of(playlist: Playlist, *, asking: User) -> QuerySet[Member]:
    """Those who joined, and for the owner those who were invited; without those whom ``asking`` does not see.

    Raises `NotYourPlaylist` for who is not in it.
    """
    is_owner = playlist.owner_id == asking.pk
    if not is_owner and not playlist.my_role:
        raise NotYourPlaylist
    members = playlist.members.present() if is_owner else playlist.members.joined()
    return members.filter(seen_by(asking, "user")).select_related("user").order_by("pk")


def invitations_of(user: User) -> QuerySet[Member]:
    """Those that wait for an answer, of what the listener may see; the latest first."""
    visible = Playlist.objects.visible_to(user)
    waiting = Member.objects.invited().filter(user=user, playlist__in=visible)
    return waiting.select_related("playlist__owner").order_by("-pk")


@transaction.atomic
def invite(*, playlist: Playlist, person: User, role: str, by: User) -> tuple[Member, bool]:
    """The membership, and whether they were invited just now. Who is in it stays what they are; an invitation that
    waits gets the role. Raises `TooManyMembers`, UserNotFound, `NotYourPlaylist` and `PlaylistNotFound`."""
    _meet(by, person)
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    member = locked.members.filter(user=person).first()
    if member is not None and member.state == Member.State.JOINED:
        return member, False
    is_new = member is None or member.state == Member.State.REMOVED
    if is_new:
        _make_room(locked)
        expose(locked, by)
    member = member or Member(playlist=locked, user=person)
    member.role, member.state = role, Member.State.INVITED
    member.save()
    if is_new:
        tell_of_invitation(locked, person, role, by)
        store_members(locked)
    return member, is_new


@transaction.atomic
def accept(*, user: User, invitation_id: UUID) -> Member:
    """Raises `InvitationNotFound`."""
    invitation = _invitation(user, invitation_id)
    locked = _locked(invitation.playlist_id)
    member = _invitation(user, invitation_id)
    _join(locked, member)
    member.playlist.version = locked.version
    return member


@transaction.atomic
def decline(*, user: User, invitation_id: UUID) -> None:
    """Raises `InvitationNotFound`."""
    locked = _locked(_invitation(user, invitation_id).playlist_id)
    _invitation(user, invitation_id).delete()
    store_members(locked)
    recheck([user.pk])


@transaction.atomic
def join_by_link(*, user: User, token: str) -> tuple[Member, bool]:
    """The membership, and whether it is new; who is a member already stays what they are.

    Raises `LinkNotFound`, also for links that invite nobody, and for who was removed or is blocked; `OwnPlaylist`;
    `TooManyMembers`.
    """
    found = find_link(token)
    lock_people([user.pk, found.playlist.owner_id])
    locked = _locked(found.playlist_id)
    link = find_link(token)
    if locked.owner_id == user.pk:
        raise OwnPlaylist
    member = locked.members.filter(user=user).first()
    if not link.role or are_blocked(user.pk, locked.owner_id) or (member and member.state == Member.State.REMOVED):
        raise LinkNotFound
    if member is None:
        _make_room(locked)
        member = Member(playlist=locked, user=user, role=link.role)
    is_new = member.state != Member.State.JOINED
    if is_new:
        member.role = Role.EDITOR if Role.EDITOR in (member.role, link.role) else Role.VIEWER
        _join(locked, member)
    return member, is_new


@transaction.atomic
def change_role(*, playlist: Playlist, user_id: UUID, role: str, by: User) -> Member:
    """Raises `NotAMember`, `NotYourPlaylist` and `PlaylistNotFound`."""
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    member = _present(locked, user_id)
    if member.role != role:
        member.role = role
        member.save(update_fields=["role"])
        store_members(locked)
    return member


@transaction.atomic
def remove_member(*, playlist: Playlist, user_id: UUID, by: User) -> None:
    """Oneself leaves; the owner removes others and takes invitations back.

    Raises `NotAMember`, `NotYourPlaylist` and `PlaylistNotFound`.
    """
    locked = Playlist.objects.locked(playlist.pk)
    if by.pk not in (user_id, locked.owner_id):
        raise NotYourPlaylist
    member = _present(locked, user_id)
    if user_id != by.pk and member.state == Member.State.JOINED:
        member.state, member.joined_at = Member.State.REMOVED, None
        member.save(update_fields=["state", "joined_at"])
    else:
        member.delete()
    store_members(locked)
    recheck([user_id])


@transaction.atomic
def hand_over(*, playlist: Playlist, user_id: UUID, by: User) -> Playlist:
    """Make a member the owner; who it was until now stays as an editor. Whom the new owner blocks, or who blocks them,
    is out of it. Raises `NotAMember`, UserNotFound, `NotYourPlaylist` and `PlaylistNotFound`."""
    lock_people([by.pk, user_id])
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    member = locked.members.joined().filter(seen_by(by, "user"), user=user_id).select_related("user").first()
    if member is None:
        raise NotAMember
    heir = member.user
    member.delete()
    forget_follow(locked, heir)
    locked.owner = heir
    Member.objects.create(
        playlist=locked, user=by, role=Role.EDITOR, state=Member.State.JOINED, joined_at=timezone.now()
    )
    _let_go_of_blocked(locked, heir)
    locked.members.filter(user=heir).delete()
    locked.shared_with.filter(user=heir).delete()
    store(locked, "owner", "follower_count", changes=[MEMBERS, DETAILS])
    _tell_heir(locked, by)
    return Playlist.objects.shown_to(by).get(pk=locked.pk)


def part(blocker: User, blocked: User) -> None:
    """In the transaction of a new block: neither stays in what is the other's."""
    for owner, other in ((blocker, blocked), (blocked, blocker)):
        for rows in (other.playlist_members, other.shared_playlists):
            rows.filter(playlist__owner=owner).delete()
    recheck([blocker.pk, blocked.pk])


def _meet(by: User, person: User) -> None:
    lock_people([by.pk, person.pk])
    if are_blocked(by.pk, person.pk):
        raise UserNotFound


def _locked(playlist_id: UUID) -> Playlist:
    try:
        return Playlist.objects.locked(playlist_id)
    except PlaylistNotFound:
        raise InvitationNotFound from None


def _invitation(user: User, invitation_id: UUID) -> Member:
    found = invitations_of(user).filter(pk=invitation_id).first()
    if found is None:
        raise InvitationNotFound
    return found


def _present(locked: Playlist, user_id: UUID) -> Member:
    member = locked.members.present().filter(user=user_id).select_related("user").first()
    if member is None:
        raise NotAMember
    return member


def _make_room(locked: Playlist) -> None:
    if locked.members.present().count() >= MOST:
        raise TooManyMembers


def _join(locked: Playlist, member: Member) -> None:
    member.state, member.joined_at = Member.State.JOINED, timezone.now()
    member.save()
    store_members(locked)


def _let_go_of_blocked(locked: Playlist, heir: User) -> None:
    made = Block.objects.filter(blocker=heir).values("blocked")
    met = Block.objects.filter(blocked=heir).values("blocker")
    for rows in (locked.members, locked.shared_with):
        rows.filter(Q(user__in=made) | Q(user__in=met)).delete()


def tell_of_invitation(playlist: Playlist, person: User, role: str, by: User) -> None:
    """``role`` "" is for reading. Nothing is said of what moderators hide, whose name it may be hidden for."""
    if playlist.hidden_at is not None:
        return
    data = {"name": playlist.name, "role": role}
    notify(user=person, kind="invitation", subject=Subject("playlist", playlist.pk), actor=by, data=data)


def _tell_heir(playlist: Playlist, by: User) -> None:
    subject, data = Subject("playlist", playlist.pk), {"name": playlist.name, "role": "owner"}
    notify(user=playlist.owner, kind="playlist_change", subject=subject, actor=by, data=data)
