"""The real server serves static files hashed, compressed and cached for ever."""

import re
import urllib.request
from email.message import Message
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core import checks
from django.core.files.storage import FileSystemStorage
from django.test import override_settings

from mobility.finders import VendorFinder
from mobility.storage import HashedStaticFiles

pytestmark = pytest.mark.once


def fetch(url: str) -> tuple[bytes, Message]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read(), answer.headers


def linked_from_the_first_page(server: str, name: str) -> str:
    page = urllib.request.urlopen(server, timeout=10).read().decode()
    match = re.search(rf'"(/static/{name}\.[0-9a-f]{{12}}\.\w+)"', page)
    assert match, f"{name} is not linked with a hash"
    return server + match[1]


def test_a_file_of_a_package_is_compressed_and_cached_for_ever(server: str) -> None:
    _, headers = fetch(linked_from_the_first_page(server, "vendor/bootstrap.min"))
    assert headers["Content-Encoding"] == "br"
    assert "immutable" in headers["Cache-Control"]


def test_a_module_imports_its_parts_by_their_hashed_names(server: str) -> None:
    url = linked_from_the_first_page(server, "js/app")
    module = urllib.request.urlopen(url, timeout=10).read().decode()
    parts = re.findall(r'import\("(.*?)"\)', module)
    assert parts
    for part in parts:
        assert re.search(r"\.[0-9a-f]{12}\.js$", part), part
        assert fetch(url.rpartition("/")[0] + part.removeprefix("."))


def test_a_missing_package_file_gives_404_and_a_warning() -> None:
    with override_settings(NODE_MODULES="/nowhere"):
        finder = VendorFinder()
        assert finder.find("vendor/chart.umd.min.js") == []
        assert list(finder.list([])) == []
        assert [message.level for message in finder.check()] == [checks.WARNING]


def test_a_file_of_a_package_is_found_by_its_name_on_the_site() -> None:
    path = finders.find("vendor/chart.umd.min.js")
    assert path is not None
    assert path.endswith("chart.js/dist/chart.umd.min.js")


def test_a_type_in_a_comment_is_no_import_of_a_module(tmp_path: Path) -> None:
    modules = {
        "js/a.js": '/** @type {import("idb").Db} */\nexport { b } from "./b.js";\n',
        "js/b.js": '/** @param {import("./a.js").A} a */\nexport const b = (a) => a;\n',
    }
    for name, text in modules.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    storage = HashedStaticFiles(location=tmp_path / "served", base_url="/static/")
    paths = {name: (FileSystemStorage(location=tmp_path), name) for name in modules}
    names = {name: hashed for name, hashed, _ in storage.post_process(paths)}
    served = (tmp_path / "served" / names["js/a.js"]).read_text()
    assert served == f'export {{ b }} from "./{Path(names["js/b.js"]).name}";\n'
