"""The settings of a server whose processes count by themselves: what a shared counter is for."""

from mobility.settings import *  # noqa: F403

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
