"""The headers of every response: of pages, static files and refusals."""

# Browser features that pages may use; all others are off, for injected code as well.
FEATURES_FOR_US = (
    "accelerometer",
    "autoplay",
    "clipboard-write",
    "gyroscope",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "web-share",
)
# Without media-playback-while-not-visible, which would silence the player.
FEATURES_FOR_NOBODY = (
    "aria-notify",
    "bluetooth",
    "browsing-topics",
    "camera",
    "captured-surface-control",
    "clipboard-read",
    "compute-pressure",
    "cross-origin-isolated",
    "deferred-fetch",
    "deferred-fetch-minimal",
    "digital-credentials-create",
    "digital-credentials-get",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "interest-cohort",
    "keyboard-map",
    "language-detector",
    "language-model",
    "local-fonts",
    "local-network",
    "local-network-access",
    "loopback-network",
    "magnetometer",
    "microphone",
    "midi",
    "on-device-speech-recognition",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "private-state-token-issuance",
    "private-state-token-redemption",
    "serial",
    "speaker-selection",
    "storage-access",
    "summarizer",
    "sync-xhr",
    "translator",
    "unload",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
TWO_YEARS = 63072000


def response_headers(*, https: bool, form_targets: tuple[str, ...] = ()) -> dict[str, str]:
    """`form_targets` are the origins beside ours to which a form may lead, also by a redirect."""
    policy = CONTENT_SECURITY_POLICY | {"form-action": " ".join(("'self'", *form_targets))}
    allowed = [f"{name}=(self)" for name in FEATURES_FOR_US] + [
        f"{name}=()" for name in FEATURES_FOR_NOBODY
    ]
    return {
        "Content-Security-Policy": "; ".join(f"{name} {who}" for name, who in policy.items()),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(allowed),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        **({"Strict-Transport-Security": f"max-age={TWO_YEARS}"} if https else {}),
    }
