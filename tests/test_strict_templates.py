"""An unknown variable in a template of ours fails the test that renders it."""

import pytest
from django.template import Context, Engine, Template
from django.template.base import Origin

from mobility.settings import BASE_DIR
from tests.strict_templates import UnknownTemplateVariable, UnknownVariable

OURS = Origin(name=str(BASE_DIR / "templates" / "made_up.html"))
OF_A_PACKAGE = Origin(name="/somewhere/else/made_up.html")


def render(text: str, origin: Origin) -> str:
    engine = Engine(string_if_invalid=UnknownVariable("%s"))
    return Template(text, origin=origin, engine=engine).render(Context({"known": "here"}))


def test_an_unknown_variable_of_ours_is_refused_with_its_name_and_template() -> None:
    with pytest.raises(UnknownTemplateVariable, match=r"no_such_thing in .*made_up\.html"):
        render("{{ no_such_thing }}", OURS)


def test_an_unknown_variable_inside_a_tag_is_refused() -> None:
    with pytest.raises(UnknownTemplateVariable):
        render("{% if known %}{{ known.no_such_part }}{% endif %}", OURS)


def test_known_variables_and_questions_about_unknown_ones_are_fine() -> None:
    assert render("{{ known }}{% if no_such_thing %}!{% endif %}", OURS) == "here"


def test_a_package_may_count_on_unknown_variables_being_empty() -> None:
    assert render("[{{ no_such_thing }}]", OF_A_PACKAGE) == "[]"
