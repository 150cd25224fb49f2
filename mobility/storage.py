"""Stores static files with hashed names, compressed, and with their links rewritten."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from mobility.trimming import bare_sheet, without_comments

LINKS_IN_CSS = HashedFilesMixin.patterns[0][1][:2]
LINKS_IN_MODULES = vars(HashedFilesMixin)["_js_module_import_aggregation_patterns"][1]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrites url() and @import in CSS, and the imports of our own modules in static/js.

    Files of packages are not rewritten: their source maps are not shipped, and what looks like an
    import is often a comment. An import is recognised only if its statement ends in ";".
    """

    support_js_module_import_aggregation = True
    # A module's hash changes with those of its imports: one pass per link of the longest chain.
    max_post_process_passes = 15
    patterns = (("*.css", LINKS_IN_CSS),)
    _js_module_import_aggregation_patterns = ("js/*.js", LINKS_IN_MODULES)

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Rewrites our files without their comments, in which a type may be an import as well."""
        stripped = {
            name: (StrippedFiles(storage) if is_ours(name) else storage, path)
            for name, (storage, path) in paths.items()
        }
        # Django's own method has no types.
        yield from super().post_process(stripped, dry_run, **options)  # type: ignore[no-untyped-call]

    def _save(self, name: str, content: Any) -> str:
        if is_ours(name):
            content.seek(0)
            content = stripped_file(name, content.read())
        return str(super()._save(name, content))  # type: ignore[misc]  # a hook without a type


class StrippedFiles:
    """Opens our modules and sheets in a storage as they are served."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> "ContentFile[bytes]":
        with self.storage.open(path) as file:
            return stripped_file(path, file.read())


def stripped_file(name: str, content: bytes) -> "ContentFile[bytes]":
    strip = bare_sheet if name.endswith(".css") else without_comments
    return ContentFile(strip(content.decode()).encode())


def is_ours(name: str) -> bool:
    return name.startswith(("js/", "css/")) and name.endswith((".js", ".css"))
