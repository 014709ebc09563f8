from analytics.insights.tests.conftest import ask, now

__all__ = ["ask", "now"]
