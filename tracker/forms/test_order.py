"""The forms that move a test in its person's order, and that choose the short set."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.fields import field_of
from tracker.models import MobilityTest, User
from tracker.queries.offered import MOST_SHORT, is_mine, offered_tests
from tracker.sessions.test_order import DOWN, UP, choose_mine, move


class MoveForm(forms.Form):
    """One arrow: the test to move up, or the one to move down, by its slug."""

    up = forms.ModelChoiceField(MobilityTest.objects.none(), to_field_name="slug", required=False)
    down = forms.ModelChoiceField(MobilityTest.objects.none(), to_field_name="slug", required=False)

    def __init__(self, user: User, data: Any) -> None:
        self.user = user
        super().__init__(data)
        for name in self.fields:
            field_of(self, name, forms.ModelChoiceField).queryset = offered_tests(user)

    @property
    def test(self) -> MobilityTest | None:
        """The test to move; none if it is not shown any more."""
        test = self.cleaned_data.get("up") or self.cleaned_data.get("down")
        return test if isinstance(test, MobilityTest) else None

    @property
    def way(self) -> str:
        return "up" if self.cleaned_data.get("up") else "down"

    def save(self) -> None:
        if self.test:
            move(self.user, self.test, UP if self.way == "up" else DOWN)


class MineForm(forms.Form):
    """Which tests make up the short set."""

    mine = forms.ModelMultipleChoiceField(
        MobilityTest.objects.none(),
        label=_("My three"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, user: User, tests: list[MobilityTest], data: Any = None) -> None:
        """`tests` are those that are offered, in order, and are not read again."""
        self.user = user
        super().__init__(data, initial={"mine": [t.slug for t in tests if is_mine(t)]})
        field = field_of(self, "mine", forms.ModelMultipleChoiceField)
        field.queryset = offered_tests(user)
        field.choices = [(test.slug, test.name) for test in tests]

    def clean_mine(self) -> list[MobilityTest]:
        tests = list(self.cleaned_data["mine"])
        if len(tests) > MOST_SHORT:
            raise forms.ValidationError(_("Choose at most three."))
        return tests

    def save(self) -> None:
        choose_mine(self.user, self.cleaned_data["mine"])
