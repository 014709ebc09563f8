"""Which listener and which track: in whatever way somebody names them."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.db.models import Q

from accounts.models import User, normalised_email
from catalogue.ids import CatalogueId, InvalidCatalogueId
from catalogue.models import Track


class WhyForm(forms.Form):
    user = forms.CharField(max_length=254, label="Listener", help_text="A username, an e-mail address or an id.")
    track = forms.CharField(max_length=80, help_text="The track's id in the catalogue.")

    def clean_user(self) -> User:
        user = find_by_name(self.cleaned_data["user"])
        if user is None:
            raise forms.ValidationError("There is no such user.", code="unknown")
        return user

    def clean_track(self) -> Track:
        try:
            ids = [CatalogueId.parse(self.cleaned_data["track"])]
        except InvalidCatalogueId:
            ids = []
        track = Track.objects.for_display().with_ids(ids).first() if ids else None
        if track is None:
            raise forms.ValidationError("There is no such track.", code="unknown")
        return track


def find_by_name(text: str) -> User | None:
    """The user with this id, username or address."""
    try:
        wanted = Q(pk=UUID(text))
    except ValueError:
        wanted = Q(username__iexact=text) | Q(email=normalised_email(text))
    return User.objects.filter(wanted).first()
