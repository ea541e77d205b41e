from django.urls import path

from quintet.core import views

app_name = "core"
urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/<slug:code>/", views.organization, name="organization"),
    path("bodies/<slug:code>/", views.body, name="body"),
    path("bodies/<slug:code>/session/", views.keep_session, name="keep_session"),
    path("people/", views.people, name="people"),
    path("people/new/", views.add_person, name="add_person"),
    path("people/<uuid:uuid>/", views.person, name="person"),
    path("roles/<int:pk>/end/", views.end_role, name="end_role"),
    path("notices/", views.notices, name="notices"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
]
