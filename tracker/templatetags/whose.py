"""Puts into every form, beside Django's token, for whom the page was made."""

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString

from tracker.forms.whose import field_for, token_of

register = template.Library()


class FormNode(CsrfTokenNode):
    """No form is taken without Django's token, so none can lack what stands beside it."""

    def render(self, context: Context) -> SafeString:
        made_for = context.get("made_for")
        user = getattr(context.get("request"), "user", None)
        token = made_for or (token_of(user) if user else "")
        return SafeString(super().render(context) + field_for(token))


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormNode:
    return FormNode()
