"""Paths of moderation, under `api/`: reports of listeners, and what staff does with them under `api/admin/`."""

from django.urls import path

from accounts.moderation import case_views, people_views
from accounts.moderation.views import Reports

urlpatterns = [
    path("reports/", Reports.as_view(), name="reports"),
    path("admin/reports/", case_views.Cases.as_view(), name="cases"),
    path("admin/reports/<uuid:case_id>/", case_views.OneCase.as_view(), name="case"),
    path("admin/reports/<uuid:case_id>/decide/", case_views.Decide.as_view(), name="case-decide"),
    path("admin/users/", people_views.People.as_view(), name="people"),
    path("admin/users/<uuid:user_id>/", people_views.OnePerson.as_view(), name="person"),
    path("admin/users/<uuid:user_id>/suspend/", people_views.Suspend.as_view(), name="person-suspend"),
    path("admin/users/<uuid:user_id>/restore/", people_views.Restore.as_view(), name="person-restore"),
    path("admin/users/<uuid:user_id>/sign-out/", people_views.SignOut.as_view(), name="person-sign-out"),
    path("admin/stats/", people_views.Figures.as_view(), name="figures"),
]
