"""The private session: while it is on, nothing that the listener does is recorded, whoever reports it."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

from accounts.models import User
from analytics.listening_models import ListeningSettings

_PRIVATE = "SELECT 1 FROM analytics_listeningsettings WHERE user_id = %s AND private_session"


def is_private_session(user: User) -> bool:
    """One statement."""
    return ListeningSettings.objects.filter(user=user, private_session=True).exists()


def insert_unless_private(row: Model, user: User) -> bool:
    """Insert the row, which is the listener's, unless they are private; whether it was. One statement for both."""
    fields = row._meta.concrete_fields
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    key = User._meta.pk.get_db_prep_value(user.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} ({columns}) SELECT {places} WHERE NOT EXISTS ({_PRIVATE})",
            [*values, key],
        )
        row._state.adding = cursor.rowcount == 0
    return not row._state.adding
