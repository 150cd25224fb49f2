"""Writes what Python and JavaScript share anew."""

from tests.shared import FOLDER, files, text_of

for name, content in files().items():
    (FOLDER / f"{name}.json").write_text(text_of(content))
