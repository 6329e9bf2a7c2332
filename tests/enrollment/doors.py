"""The doors of enrollment without a server: the API and the pages, as a coordinator or as someone else."""

from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from lakou.kernel import migrate
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database
from lakou.kernel.web.app import App, Mount
from lakou.node.catalog import ROOT
from lakou.node.house import PORTAL_MIGRATIONS
from lakou.portal import pages as portal_pages
from lakou.portal import tokens
from lakou.portal.rendering import TEMPLATES, Renderer
from lakou.portal.shell import PortalShell
from services.enrollment import api, pages

API = "/enrollment/api/v1"


class Doors:
    """A client with a token of a role."""

    def __init__(self, context: ServiceContext, folder: Path) -> None:
        database = Database(f"sqlite:///{folder / 'portal.sqlite3'}", "/martinique/portal")
        migrate.upgrade(database, PORTAL_MIGRATIONS)
        portal = ServiceContext("portal", context.site, database, context.settings, context.metrics, context.keys)
        folders = {"portal": TEMPLATES, "enrollment": ROOT / "services" / "enrollment" / "templates"}
        shell = PortalShell(portal, Renderer(folders, site=context.site))
        mounts = [Mount("", portal, (portal_pages.ROUTES,)), Mount("/enrollment", context, (pages.ROUTES, api.ROUTES))]
        self.context, self.role, self.organization = context, "coordinator", ""
        self.portal, self.key = portal, ""
        self._client = Client(App(mounts, shell, context.metrics))

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        """One request; `headers` are added to the token."""
        signed = tokens.sign(
            self.context.keys.signing(),
            self.context.site.node,
            account="token:test",
            name="Mélissa Orvil",
            role=self.role,
            lifetime=tokens.PROGRAM_LIFETIME,
            organization=self.organization,
        )
        headers = {"Authorization": f"Bearer {self.key or signed}"} | options.pop("headers", {})
        return self._client.open(path, method=method, headers=headers, **options)

    def as_partner(self, organization: str) -> None:
        """From now on a partner asks."""
        self.role, self.organization = "partner", organization

    def as_team(self, role: str = "coordinator") -> None:
        """From now on the team asks."""
        self.role, self.organization, self.key = role, "", ""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Of the API."""
        return self.ask("GET", API + path, **options)

    def post(self, path: str, body: Any, **options: Any) -> TestResponse:
        """JSON to the API."""
        return self.ask("POST", API + path, json=body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> TestResponse:
        """JSON to the API."""
        return self.ask("PATCH", API + path, json=body, **options)

    def page(self, path: str) -> TestResponse:
        """A page of enrollment."""
        return self.ask("GET", f"/enrollment{path}")

    def send(self, path: str, **form: Any) -> TestResponse:
        """A form of enrollment."""
        return self.ask("POST", f"/enrollment{path}", data=form)
