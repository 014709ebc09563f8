"""Django's SQLite backend, told how many variables this SQLite takes in one statement.

Django assumes 999, the limit of SQLite before 3.32; since then it is 32,766, so that 1,000 rows go in one INSERT.
"""

import sqlite3

from django.db.backends.sqlite3 import base, features
from django.utils.functional import cached_property


class DatabaseFeatures(features.DatabaseFeatures):
    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]  # Django has a constant here
        with self.connection.cursor():
            limit: int = self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return limit


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
