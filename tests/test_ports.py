import subprocess
import sys

from tests import ports
from tests.architecture.tree import ROOT

ASKS_FOR_THIS_ONE = """
import sys
from tests import ports
ports.RANGE = range(int(sys.argv[1]), int(sys.argv[1]) + 1)
ports.free_port()
"""


def test_a_port_that_was_given_out_is_given_to_no_other_process() -> None:
    port = ports.free_port()  # and nobody listens there yet
    asks = [sys.executable, "-c", ASKS_FOR_THIS_ONE, str(port)]
    told = subprocess.run(asks, cwd=ROOT, check=False, capture_output=True, text=True)
    assert "no 1 free ports are left" in told.stderr


def test_no_port_is_given_twice() -> None:
    given = [*ports.free_ports(50), ports.free_port()]
    assert len(set(given)) == 51
