"""`lakou simulate`."""

from pathlib import Path

import click
from rich.progress import Progress

from lakou.node.demo.simulation import simulate
from lakou.node.federation import PORTS, Federation, found

NODES = [name for name in PORTS if name != "hub"]


def add_to(group: click.Group) -> None:
    """Register the command."""
    group.add_command(simulate_command)


@click.command("simulate")
@click.option("--beneficiaries", type=click.IntRange(1, 500_000), default=100, help="Personnes inventées, par nœud.")
@click.option("--months", type=click.IntRange(1, 60), default=6, help="Mois d’activité jusqu’à aujourd’hui.")
@click.option("--seed", type=int, default=1, help="Le même nombre redonne les mêmes personnes.")
@click.option("--node", "nodes", multiple=True, type=click.Choice(NODES), help="Un nœud, ou plusieurs ; tous par défaut.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var"), help="Dossier des données.")
def simulate_command(beneficiaries: int, months: int, seed: int, nodes: tuple[str, ...], data: Path) -> None:
    """Remplit des nœuds d’une activité plausible, que la fédération tourne ou non."""
    federation = Federation(found(data))
    federation.migrate()
    federation.start(pages=False)
    with Progress() as progress:
        for name in nodes or NODES:
            task = progress.add_task(name, total=None)
            for step in simulate(federation.nodes[name], beneficiaries, months, seed):
                progress.update(task, completed=step.done, total=step.total, description=f"{name}, {step.words}")
    federation.wait_settled()
    federation.stop()
