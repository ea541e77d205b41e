from django.urls import path

from quintet.followup.views import acts, documents, intake, items, register, reports

app_name = "followup"
urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/export.<str:form>", register.export, name="export"),
    path("items/<slug:slug>/", items.item, name="item"),
    path("items/<slug:slug>/address/", acts.assign, name="assign"),
    path("items/<slug:slug>/goals/", acts.tag, name="tag"),
    path("items/<slug:slug>/archive/", acts.archive, name="archive"),
    path("answers/<uuid:uuid>/", items.addressee, name="addressee"),
    path("answers/<uuid:uuid>/respond/", acts.respond, name="respond"),
    path("answers/<uuid:uuid>/progress/", acts.progress, name="progress"),
    path("answers/<uuid:uuid>/deadline/", acts.deadline, name="deadline"),
    path("answers/<uuid:uuid>/milestone/", acts.milestone, name="milestone"),
    path("answers/<uuid:uuid>/verify/", acts.verify, name="verify"),
    path("milestones/<int:pk>/", acts.meet, name="meet"),
    path("responses/<int:pk>/review/", acts.review_response, name="review_response"),
    path("progress/<int:pk>/review/", acts.review_progress, name="review_progress"),
    path("evidence/<int:pk>/", items.evidence, name="evidence"),
    path("documents/", documents.documents, name="documents"),
    path("documents/new/", documents.upload, name="upload"),
    path("documents/<slug:slug>/", documents.document, name="document"),
    path("documents/<slug:slug>/file/", documents.file, name="file"),
    path("documents/<slug:slug>/facts/", documents.describe, name="describe"),
    path("documents/<slug:slug>/publish/", documents.publish, name="publish"),
    path("documents/<slug:slug>/intake/", intake.intake, name="intake"),
    path("documents/<slug:slug>/intake/all/", intake.accept_all, name="accept_all"),
    path("documents/<slug:slug>/intake/add/", intake.add, name="add_candidate"),
    path("documents/<slug:slug>/unread/<int:position>/", intake.unread, name="unread"),
    path("candidates/<int:pk>/", intake.decide, name="decide"),
    path("candidates/<int:pk>/correct/", intake.correct, name="correct"),
    path("reports/", reports.reports, name="reports"),
    path("reports/status.<str:form>", reports.download, name="report"),
    path("cycles/new/", acts.open_cycle, name="open_cycle"),
]
