from django.urls import path

from quintet.cube.views import ask, publications, submission, submissions

app_name = "cube"
urlpatterns = [
    path("ask/", ask.ask, name="ask"),
    path("ask.<str:form>", ask.download, name="ask_download"),
    path("ask/figures/", ask.figures, name="ask_figures"),
    path("ask/figures.csv", ask.figures_csv, name="ask_figures_csv"),
    path("submissions/<uuid:uuid>/figures/", ask.draft, name="draft"),
    path("submissions/<uuid:uuid>/figures.<str:form>", ask.draft_download, name="draft_download"),
    path("submissions/<uuid:uuid>/figures/rows/", ask.draft_figures, name="draft_figures"),
    path(
        "submissions/<uuid:uuid>/figures/rows.csv", ask.draft_figures_csv, name="draft_figures_csv"
    ),
    path("submissions/", submissions.submissions, name="submissions"),
    path("submissions/new/", submissions.submit, name="submit"),
    path("submissions/template.<slug:form>", submissions.template, name="template"),
    path("submissions/<uuid:uuid>/", submission.submission, name="submission"),
    path("submissions/<uuid:uuid>/repairs/", submission.accept_repairs, name="accept_repairs"),
    path("submissions/<uuid:uuid>/explain/", submission.explain, name="explain"),
    path("submissions/<uuid:uuid>/approve/", submission.approve, name="approve"),
    path("submissions/<uuid:uuid>/return/", submission.give_back, name="give_back"),
    path("submissions/<uuid:uuid>/publish/", submission.publish, name="publish"),
    path("submissions/<uuid:uuid>/cancel/", submission.cancel, name="cancel"),
    path("submissions/<uuid:uuid>/findings.<slug:form>", submission.findings, name="findings"),
    path("submissions/<uuid:uuid>/marked.xlsx", submission.marked, name="marked"),
    path("submissions/<uuid:uuid>/file", submission.file, name="file"),
    path("submissions/<uuid:uuid>/changes.csv", submission.changes, name="draft_changes"),
    path("publications/", publications.publications, name="publications"),
    path("publications/<int:pk>/", publications.publication, name="publication"),
    path("publications/<int:pk>/changes.csv", publications.changes, name="publication_changes"),
    path("publications/<int:pk>/figures.parquet", publications.figures, name="publication_file"),
    path("publications/<int:pk>/withdraw/", publications.withdraw, name="withdraw"),
]
