"""Stores static files with hashed names, compressed, and with their links rewritten."""

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from mobility.trimming import without_comments

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

    def _save(self, name: str, content: Any) -> str:
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(without_comments(content.read().decode()).encode())
        return str(super()._save(name, content))  # type: ignore[misc]  # a hook without a type
