"""Makes a server of its own speak the made-up languages as well."""

from django.apps import AppConfig

from tests.languages.pseudo import install


class LanguagesConfig(AppConfig):
    name = "tests.languages"

    def ready(self) -> None:
        install()
