"""`lakou staff add`, `lakou token create`."""

import secrets
import sys

import click

from lakou.cli.places import node_options
from lakou.contracts.vocabulary import Role
from lakou.kernel import clock
from lakou.node.node import Node
from lakou.portal import tokens, use_cases
from lakou.portal.model import AuditEntry

ROLES = click.Choice([role.value for role in Role])


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(staff)
    group.add_command(token)


@click.group()
def staff() -> None:
    """Les comptes de l’équipe."""


@staff.command("add")
@click.option("--email", required=True, help="Adresse qui servira à entrer.")
@click.option("--name", required=True, help="Prénom et nom, comme on les lira.")
@click.option("--role", type=ROLES, required=True)
@click.option("--organization", default="", help="Pour un partenaire : le code de son organisme dans l’annuaire, comme caf.")
@click.option("--password-stdin", is_flag=True, help="Lit le mot de passe sur l’entrée standard, au lieu d’en donner un.")
@node_options
def add(place: Node, email: str, name: str, role: str, organization: str, password_stdin: bool) -> None:
    """Ajoute un compte et affiche son premier mot de passe."""
    password = sys.stdin.readline().strip() if password_stdin else use_cases.new_password()
    account = use_cases.add_account(place.portal, email=email, name=name, role=role, password=password, organization=organization)
    _note(place, "staff add", str(account.id), role)
    if not password_stdin:
        click.echo(password)


@click.group()
def token() -> None:
    """Les jetons des programmes."""


@token.command("create")
@click.option("--role", type=ROLES, required=True)
@click.option("--name", default="Programme", help="À quoi sert ce jeton.")
@click.option("--organization", default="", help="Pour un partenaire : le code de son organisme dans l’annuaire, comme caf.")
@node_options
def create(place: Node, role: str, name: str, organization: str) -> None:
    """Affiche un jeton d’API, et rien d’autre."""
    account = f"token:{name}"[:50]
    if role == Role.PARTNER.value:  # two partners must not meet under one name
        account += f":{secrets.token_hex(4)}"
    signed = tokens.sign(
        place.keys.signing(),
        place.site.node,
        account=account,
        name=name,
        role=role,
        lifetime=tokens.PROGRAM_LIFETIME,
        organization=organization if role == Role.PARTNER.value else "",
    )
    _note(place, "token create", account, role)
    click.echo(signed)


def _note(place: Node, act: str, subject: str, role: str) -> None:
    entry = AuditEntry(
        at=clock.now(), account="command line", role="operator", service="portal", act=f"{act} {role}", subject=subject, status=0
    )
    use_cases.note(place.portal, entry)
