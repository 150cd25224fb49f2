"""`.venv/bin/python -m tests.languages de`: writes the catalogues of a language anew.

Messages that are new stand in the .po files without a translation; those that have gone are left
out. What is translated is compiled for the server and for scripts. Prints what is wrong with them.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.languages import po  # noqa: E402


def main() -> int:
    faults = []
    for language in sys.argv[1:]:
        po.update(language)
        po.write_compiled(language)
        faults += [f"{language}, {fault}" for fault in po.faults(language)]
    print("\n".join(faults) or "Everything is translated.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
