"""Makes a server of its own speak the made-up languages as well."""

from django.apps import AppConfig

from tests.languages.pseudo import catalogue_texts, install
from tracker import texts


class LanguagesConfig(AppConfig):
    name = "tests.languages"

    def ready(self) -> None:
        install()
        texts.table_of = catalogue_texts
