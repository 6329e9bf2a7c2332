"""`lakou tls make|show`: the certificate of the pages."""

import json
import re
from pathlib import Path

import click

from lakou.cli.places import settings_options
from lakou.kernel.settings import Settings
from lakou.node.tls import authority
from lakou.node.wire import certificates

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"{LABEL}(\.{LABEL})*\Z")  # an address like 192.168.1.10 is one too


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(tls)


@click.group()
def tls() -> None:
    """L’adresse protégée (https) du nœud."""


@tls.command("make")
@click.argument("hosts", nargs=-1, required=True, metavar="NOM…")
@settings_options
def make(chosen: Settings, hosts: tuple[str, ...]) -> None:
    """Fait le certificat du nœud pour les noms par lesquels on l’appelle, et l’autorité qui le signe s’il n’en a pas."""
    names = [_host(host) for host in hosts]
    made = authority.make(chosen.data, names)
    if chosen.tls_certificate == str(made.certificate.resolve()):
        click.echo("Le certificat est refait. Le nœud le prend sans être relancé.")
    else:
        click.echo("Ajoutez ces deux lignes aux réglages du nœud, puis relancez-le :")
        click.echo(f'tls_certificate = "{made.certificate.resolve()}"')
        click.echo(f'tls_key = "{made.key.resolve()}"')
    click.echo(f"Les téléphones s’équipent sur http://{names[0]}:{chosen.port}/installer")
    click.echo(f"Empreinte à leur donner : {certificates.fingerprint(made.authority.read_bytes())}")


@tls.command("show")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme.")
@settings_options
def show(chosen: Settings, as_json: bool) -> None:
    """Dit pour quels noms vaut le certificat, jusqu’à quand, et son empreinte."""
    if not chosen.tls_certificate:
        raise click.ClickException("Ce nœud n’a pas de certificat. Faites-en un : lakou tls make NOM")
    try:
        shown = Path(chosen.tls_certificate).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{chosen.tls_certificate} : {error.strerror}") from error
    own = authority.files(chosen.data)
    told = {
        "hosts": certificates.hosts_of(shown),
        "expires_at": certificates.expires_at(shown).isoformat(),
        "own_authority": certificates.fingerprint(own.authority.read_bytes()) if own.authority.exists() else None,
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    for label, value in zip(("Noms", "Jusqu’au", "Empreinte de l’autorité"), told.values(), strict=True):
        click.echo(f"{label:24} {', '.join(value) if isinstance(value, list) else value or '-'}")


def _host(name: str) -> str:
    """A host name or an IP address, in lower case. Raises BadParameter."""
    host = name.strip().lower().rstrip(".")
    if len(host) > 253 or not HOST.match(host):
        raise click.BadParameter(f"{name} : écrivez un nom comme lakou.exemple.lan, ou une adresse comme 192.168.1.10")
    return host
