"""Headers of every answer: a strict content policy, no sniffing, no framing, nothing personal in caches."""

from werkzeug.wrappers import Request, Response

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

SCRIPTED = f"{POLICY}; script-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'"
"""For the few pages that work without a network: scripts of this site alone, none of them inline."""


def with_scripts(page: Response) -> Response:
    """Let the scripts of this site run in a page."""
    page.headers["Content-Security-Policy"] = SCRIPTED
    return page


def secure(response: Response, request: Request) -> None:
    """Add the headers; static files keep their own caching."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
