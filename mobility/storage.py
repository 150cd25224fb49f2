"""How static files are stored: with a hash in the name, compressed, and linked to each other."""

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from mobility.trimming import without_comments

LINKS_IN_CSS = HashedFilesMixin.patterns[0][1][:2]
LINKS_IN_MODULES = HashedFilesMixin._js_module_import_aggregation_patterns[1]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrites url() and @import in CSS, and the imports of our own modules in static/js.

    Packages' files are left as they are: source maps are not shipped, and what looks like an
    import in them is often only a comment. An import is seen only if its statement ends in ";".
    """

    support_js_module_import_aggregation = True
    # A module's name changes with the names of what it imports: a pass for each link of a chain.
    max_post_process_passes = 15
    patterns = (("*.css", LINKS_IN_CSS),)
    _js_module_import_aggregation_patterns = ("js/*.js", LINKS_IN_MODULES)

    def _save(self, name: str, content: Any) -> str:
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(without_comments(content.read().decode()).encode())
        return str(super()._save(name, content))
