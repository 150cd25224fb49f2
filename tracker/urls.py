"""Every address of the app, in the order of the journey."""

from django.urls import path

from tracker.views import history, home, progress, routine, safety, session, settings, start, sync

urlpatterns = [
    path("", home.home, name="home"),
    path("safety/", safety.safety, name="safety"),
    path("sessions/start/", start.start, name="start"),
    path("sessions/<uuid:uuid>/", session.session, name="session"),
    path("sessions/<uuid:uuid>/pre/", session.pre, name="session_pre"),
    path("sessions/<uuid:uuid>/routine/", session.routine, name="session_routine"),
    path("sessions/<uuid:uuid>/post/", session.post, name="session_post"),
    path("sessions/<uuid:uuid>/result/", session.result, name="session_result"),
    path("sessions/<uuid:uuid>/note/", session.note, name="session_note"),
    path("sessions/<uuid:uuid>/finish/", session.finish, name="session_finish"),
    path("sessions/<uuid:uuid>/edit/", history.edit, name="session_edit"),
    path("sessions/<uuid:uuid>/undo/<uuid:entry>/", history.undo, name="session_undo"),
    path("sessions/<uuid:uuid>/delete/", history.delete, name="session_delete"),
    path("sessions/<uuid:uuid>/restore/", history.restore, name="session_restore"),
    path("sync/", sync.sync, name="sync"),
    path("history/", history.history, name="history"),
    path("history/add/", history.add, name="history_add"),
    path("history/deleted/", history.deleted, name="history_deleted"),
    path("progress/", progress.progress, name="progress"),
    path("progress/<slug:slug>/", progress.test, name="progress_test"),
    path("routines/<slug:slug>/", routine.routine, name="routine"),
    path("settings/", settings.settings, name="settings"),
]
