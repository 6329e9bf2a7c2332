"""What the portal gives to every page and call: who asks, the face, the word on the last act, the audit log."""

from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from lakou.contracts.vocabulary import Role
from lakou.kernel import clock, correlation
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import Problem
from lakou.kernel.web.app import SAFE_METHODS
from lakou.kernel.web.call import Call, Principal
from lakou.kernel.web.flash import Flash, seal, unseal
from lakou.portal import accounts, navigation, sessions, use_cases
from lakou.portal.model import AuditEntry
from lakou.portal.rendering import Renderer

FLASH_COOKIE = "lakou_flash"


class PortalShell:
    """The face and the doorkeeper of one node."""

    def __init__(self, context: ServiceContext, renderer: Renderer) -> None:
        self.context = context
        self.renderer = renderer
        self._key = context.keys.secret("web")

    def authenticate(self, request: Request) -> Principal | None:
        """Who asks, by bearer token or by cookie."""
        return sessions.authenticate(self.context, request)

    def standing(self, asked: Iterable[str], roles: frozenset[str]) -> set[str]:
        """Which of these accounts are open and have one of these roles."""
        return accounts.open_with(self.context, asked, roles)

    def page(self, call: Call, template: str, values: dict[str, Any]) -> str:
        """A page in the node's face, with what was just done on top."""
        around = self._around(call.request, call.visitor)
        return self.renderer.render(template, **around, **values)

    def problem_page(self, context: ServiceContext, request: Request, principal: Principal | None, problem: Problem) -> str:
        """An error that says what to do next."""
        around = self._around(request, principal)
        return self.renderer.render(
            "portal/problem.html",
            **around,
            status=problem.status,
            title=problem.title,
            text=problem.sentence,
            advice=None,
            back=_back(request),
            reference=correlation.trace_id() if problem.status >= 500 else None,
        )

    def remember_flash(self, response: Response, flash: Flash) -> None:
        """Show a word on the next page."""
        response.set_cookie(FLASH_COOKIE, seal(flash, self._key), max_age=60, httponly=True, samesite="Lax")

    def after(self, call: Call, response: Response) -> None:
        """Write the audit log; forget the word once it was shown."""
        is_page = response.mimetype == "text/html"
        if is_page and FLASH_COOKIE in call.request.cookies:
            response.delete_cookie(FLASH_COOKIE)
        reads = call.request.method in SAFE_METHODS or call.route.looks
        if reads or response.status_code >= 400 or call.visitor is None:
            return
        entry = AuditEntry(
            at=clock.now(),
            account=call.visitor.account,
            role=call.visitor.role,
            service=call.context.service,
            act=call.route.name[:120],
            subject=str(call.subject or call.params.get("id", ""))[:64],
            status=response.status_code,
        )
        use_cases.note(self.context, entry)

    def _around(self, request: Request, principal: Principal | None) -> dict[str, Any]:
        site = self.context.site
        bar, more = navigation.places(
            is_hub=site.is_hub, demo=site.demo, role=principal.role if principal else "", path=request.path
        )
        cookie = request.cookies.get(FLASH_COOKIE)
        return {
            "me": _me(principal) if principal else None,
            "nav": bar,
            "more": more,
            "csrf": principal.csrf if principal else "",
            "flash": unseal(cookie, self._key) if cookie else None,
        }


def _me(principal: Principal) -> dict[str, str]:
    initials = "".join(word[0] for word in principal.name.split()[:2]).upper()
    return {"name": principal.name, "initials": initials, "role": principal.role, "role_label": Role(principal.role).label}


def _back(request: Request) -> tuple[str, str] | None:
    """The page one came from, when it is one of ours."""
    referrer = request.referrer or ""
    return (referrer, "Revenir en arrière") if referrer.startswith(request.host_url) else None
