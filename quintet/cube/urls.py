from typing import Any

app_name = "cube"
urlpatterns: list[Any] = []
