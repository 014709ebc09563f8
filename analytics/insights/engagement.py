"""What one user does, for them and for staff: in the contract's shape, of all time."""

from __future__ import annotations

from accounts.models import User
from analytics.activities.listing import named_tracks
from analytics.insights import showing
from analytics.insights.heard import of_all_time
from analytics.insights.kept import Body
from analytics.insights.summary import ACTIONS, actions
from analytics.insights.tops import Tops
from analytics.models import Activity
from analytics.rollups.models import ListenerTotal

FAVORITES = 10
RECENT = 20


def engagement(*, user: User) -> Body:
    totals = ListenerTotal.objects.filter(user=user).values(*ACTIONS.values()).first()
    by_action = actions(totals) if totals else dict.fromkeys(ACTIONS, 0)
    top = Tops(of_all_time(user))
    most = top.tracks(FAVORITES)
    recent = list(Activity.objects.visible_to(user).newest_first()[:RECENT])
    tracks = named_tracks([*(each.key for each in most), *(row.track_id for row in recent)])
    for row in recent:
        row.track = tracks[row.track_id]
    return {
        "user_id": user.pk,
        "total_activities": sum(by_action.values()),
        "activities_by_action": by_action,
        "favorite_artists": [
            {"artist_id": each["artist_id"], "name": each["artist_name"], "count": each["plays"]}
            for each in showing.shown_artists(top.artists(FAVORITES))
        ],
        "favorite_tracks": [
            {
                "track_id": str((track := tracks[each.key]).catalogue_id),
                "track_name": track.title,
                "artist_name": track.artist.name,
                "count": each.plays,
            }
            for each in most
            if each.key in tracks
        ],
        "recent_activities": recent,
    }
