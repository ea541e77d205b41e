from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from quintet.core.views import checkpoint
from quintet.site import views
from quintet.site.api import api

handler400 = "quintet.site.middleware.malformed"
handler500 = "quintet.site.middleware.failed"
urlpatterns = [
    path("health", views.health, name="health"),
    path("api/v1/", api.urls),
    path("journal/<str:code>/checkpoint", checkpoint, name="checkpoint"),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("kit/", views.kit, name="kit"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("quintet.core.urls")),
    path("", include("quintet.followup.urls")),
    path("cube/", include("quintet.cube.urls")),
)
if settings.DEMO:
    urlpatterns += i18n_patterns(
        path("demonstration/sign-in/", views.demo_sign_in, name="demo_sign_in"),
        path("demonstration/mailbox/", views.mailbox, name="mailbox"),
    )
