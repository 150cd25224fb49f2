"""Settings: the environment is read at the top, and refused when it is wrong."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse_lazy

from mobility import environment, headers, oidc, private

BASE_DIR = Path(__file__).resolve().parent.parent

DATA_DIR = environment.data_dir(os.environ, BASE_DIR / "data")
SECRET_KEY = environment.secret_key(os.environ, DATA_DIR)
SITE_URL = environment.site_url(os.environ)
DATABASES = {"default": environment.database(os.environ, DATA_DIR)}
private.restrict_access(DATA_DIR, DATABASES["default"])
# Empty: the host decides on their page.
SIGNUP = environment.choice_if_set(os.environ, "SIGNUP", ("open", "invited", "closed"))
# The provider of sign-ins that a club has already; None without one.
OIDC = oidc.provider(os.environ)
SKIP_BACKUP = environment.choice(os.environ, "SKIP_BACKUP", ("0", "1")) == "1"
DEBUG = environment.choice(os.environ, "DEBUG", ("0", "1")) == "1"

HTTPS = SITE_URL.startswith("https://")
# A phone on the same network opens the page by an address that nobody knows beforehand, so a plain
# http site answers to any host; with https the name is known.
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname, "127.0.0.1", "localhost"] if HTTPS else ["*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "tracker",
]

MIDDLEWARE = [
    "mobility.middleware.add_headers",
    "mobility.static_files.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",
    "mobility.cookies.drop_cookies",
    # Outside of whatever asks the database, so that the page that says it is away is translated.
    "mobility.middleware.restore_language",
    "django.middleware.locale.LocaleMiddleware",
    "mobility.sign_ins.RenewingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.middleware.activate_language",
    "tracker.middleware.EndDeletedAccounts",
    "tracker.middleware.RefusePosts",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mobility.middleware.no_store_by_default",
    "tracker.middleware.activate_time_zone",
    "tracker.middleware.account_notices",
    "tracker.middleware.note_last_seen",
]

ROOT_URLCONF = "mobility.urls"
WSGI_APPLICATION = "mobility.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.accounts.whom_to_ask.for_pages",
            ],
            # Its own {% csrf_token %} says in every form for whom it was made, too.
            "builtins": ["tracker.templatetags.whose"],
        },
    },
]

VERSION = "0.1.0"
# The day of this version, as in CHANGELOG.md; empty until it has one.
RELEASED = ""

# For how many days backups are there; None: the host removes them.
BACKUP_DAYS = environment.backup_days(os.environ)

# People

AUTH_USER_MODEL = "tracker.User"
# The app whose migrations a backup must know, and what the rows of its tables are called.
APP = "tracker"
PEOPLE_TABLE = "tracker_user"
COUNTED_TABLES = {
    PEOPLE_TABLE: "people",
    "tracker_session": "sessions",
    "tracker_rating": "ratings",
}
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["mobility.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email",)}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
] + [{"NAME": "mobility.passwords.WordsOfTheSite"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 60 * 60

# A sign-in alone, such as that of a phone left lying about, changes neither address nor password.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 15
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_ADAPTER = "tracker.accounts.adapter.Adapter"
# A page that offers passkeys asks for a challenge, which a session has to remember.
ACCOUNT_RATE_LIMITS = {
    "passkey_challenge": "30/m/ip",
    "change_link": "1/180s/key",
    "provider": "30/m/ip",
    # Wrong addresses of shared links, and visits to one of them, whoever makes them.
    "shared_guess": "30/m/ip",
    "shared_open": "30/m/key",
}
ACCOUNT_FORMS = {
    "signup": "tracker.accounts.forms.SignupForm",
    "login": "tracker.accounts.forms.LoginForm",
    "add_email": "tracker.accounts.forms.AddEmailForm",
    "change_password": "tracker.accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "tracker.accounts.forms.AddressCodeForm",
    "reauthenticate": "tracker.accounts.forms.ReauthenticateForm",
    "set_password": "tracker.accounts.forms.SetPasswordForm",
    "reset_password": "tracker.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "tracker.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_REDIRECT_URL = reverse_lazy("home")
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# Its apps come from OIDC, never from the database; no token is stored.
SOCIALACCOUNT_ADAPTER = "tracker.accounts.provider.Adapter"

# Browsers offer passkeys on https and on this machine only, and for no IP address.
PASSKEYS = environment.has_passkeys(SITE_URL)
MFA_ADAPTER = "tracker.accounts.second_step.Adapter"
MFA_FORMS = {
    "authenticate": "tracker.accounts.codes.AuthenticateForm",
    "reauthenticate": "tracker.accounts.codes.ReauthenticateForm",
    "activate_totp": "tracker.accounts.codes.ActivateForm",
    "signup_webauthn": "tracker.accounts.passkeys.SignupForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PASSKEYS and not HTTPS
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Where no mail is sent, no address can be confirmed; where it is, a reset skips no second step.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# The code before, and the one after: clocks differ, and people need a while to type.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Supple"
MFA_RECOVERY_CODE_DIGITS = 10

# Without EMAIL_URL mail goes to the log, from which the host can give a password link to a person.
SENDS_MAIL = bool(environment.given(os.environ, "EMAIL_URL"))
# A code goes to a new address, so that a sign-up does not tell who has an account already.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SENDS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = SENDS_MAIL
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 8}
# Whoever has no password needs a mail to come back in once the passkey is lost.
MFA_PASSKEY_SIGNUP_ENABLED = SENDS_MAIL and PASSKEYS
CONTACT = environment.contact(os.environ)
globals().update(environment.mail(os.environ, SITE_URL))

# Security

# Their headers are on every answer already, by mobility/middleware.py.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002"]
# A browser takes the way to the provider for the target of the form that began it.
HEADERS = headers.response_headers(https=HTTPS, form_targets=(OIDC.origin,) if OIDC else ())
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A browser takes such a name only from this very host, never from a neighbour under its domain.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "tracker.views.whose.csrf_failure"

# With https a proxy stands in front; without this everybody behind it would share one limit.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.trusted_proxies(os.environ, SITE_URL)

# Limits on signing in are counted in the database, so that all workers share one counter.
CACHES = {
    "default": {
        "BACKEND": "mobility.limits.RateLimitCache",
        "LOCATION": "mobility_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Uploads

FILE_UPLOAD_HANDLERS = ["mobility.uploads.RefuseFiles"]

# Language and time

# English is the source and needs no catalogue. Names are in their own language.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
# Not "__Host-": it holds a choice and nothing that anybody could abuse.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["mobility.formats"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Static files

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "mobility.finders.VendorFinder",
]
STORAGES = {"staticfiles": {"BACKEND": "mobility.storage.HashedStaticFiles"}}
NODE_MODULES = BASE_DIR / "node_modules"
VENDOR_STATIC = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
    "vendor/idb.js": "idb/build/umd.js",
}
# Most of it is for parts that no page has.
TRIMMED_STATIC = {"vendor/bootstrap.min.css"}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

FORM_RENDERER = "mobility.form_rendering.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MESSAGE_STORAGE = "mobility.messages.CappedStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "one line": {"()": "mobility.logs.OneLinePerError"},
        "forms": {"()": "mobility.logs.InvalidFormsAsInfo"},
        "secrets": {"()": "mobility.logs.HideSecrets"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["one line", "secrets"],
            "level": "WARNING",
        }
    },
    "loggers": {"django.request": {"filters": ["forms"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
