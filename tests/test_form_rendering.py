"""The fast renderer of inputs and selects gives the same HTML as Django's templates."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from mobility.form_rendering import RENDERERS, Renderer
from tests.factories import make_session, make_user
from tracker.forms.edit import EditForm
from tracker.forms.ratings import RatingsForm
from tracker.forms.settings import FORMS
from tracker.forms.start import StartForm

NASTY = '<b>"it\'s" & more</b>'


class Everything(forms.Form):
    text = forms.CharField(initial=NASTY, widget=forms.TextInput(attrs={"title": NASTY}))
    empty = forms.CharField(required=False)
    zero = forms.IntegerField(initial=0)
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    ticked = forms.BooleanField(initial=True, required=False)
    open = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"disabled": False}))
    choice = forms.ChoiceField(choices=[("", NASTY), (NASTY, "b"), ("0", "zero")], initial=NASTY)
    grouped = forms.ChoiceField(choices=[(NASTY, [("a", "A")]), ("c", "C")])
    radios = forms.ChoiceField(choices=[("a", NASTY), ("b", "B")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], initial=["b"], widget=forms.CheckboxSelectMultiple
    )


def parts(form: forms.Form, renderer: DjangoTemplates) -> list[Any]:
    """Every field, and every radio button or option on its own, as templates use them."""
    form.renderer = renderer
    rendered = [str(form[name]) for name in form.fields]
    alone = [part for name in form.fields for part in form[name].subwidgets]
    return [parse_html(text) for text in rendered + [part.tag() for part in alone]]


@pytest.mark.django_db
@pytest.mark.parametrize("bound", [False, True])
def test_it_renders_the_same_html_as_the_templates(bound: bool) -> None:
    user = make_user()
    session = make_session(owner=user, stage="done")
    data = {"text": NASTY, "choice": "0", "radios": "a", "theme": NASTY} if bound else None
    several = [Everything(data), StartForm(user, data)]
    several += [form(data, instance=user) for form in FORMS.values()]
    several += [RatingsForm(session, "pre", data), *EditForm(session, data).forms]
    for form in several:
        assert parts(form, Renderer()) == parts(form, DjangoTemplates())


def test_every_renderer_replaces_a_template_of_django() -> None:
    for name in RENDERERS:
        DjangoTemplates().get_template(name)


def test_the_forms_of_the_site_use_it() -> None:
    assert isinstance(Everything().renderer, Renderer)
