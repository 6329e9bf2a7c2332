"""Named places at which a test may kill the process, as a power cut would: `LAKOU_FAILPOINTS=<service>.before_commit=3`.

The number says which passage is the last one. Without the variable a place costs one look at a constant.
"""

import os
import signal

from lakou.kernel.settings import FAILPOINTS

_left: dict[str, int] = {name: int(count) for name, _, count in (each.partition("=") for each in FAILPOINTS) if count.isdigit()}
ARMED = bool(_left)


def reach(name: str) -> None:
    """Pass a place; the process ends here, without any goodbye, when it was told so."""
    if name not in _left:
        return
    _left[name] -= 1
    if _left[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
