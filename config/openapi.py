"""How the OpenAPI document is made: every endpoint lists the errors it can answer with."""

from drf_spectacular.openapi import AutoSchema


class ProblemAutoSchema(AutoSchema):
    """Adds the problem answers to every operation."""
