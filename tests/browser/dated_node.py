"""The `lakou` command with a clock some seconds away from ours: `python -m tests.browser.dated_node -86400 run --config …`."""

import datetime as dt
import sys

from lakou.cli import main
from lakou.kernel import clock

if __name__ == "__main__":
    ours, away = clock.now, dt.timedelta(seconds=float(sys.argv[1]))
    clock.now = lambda: ours() + away
    main(sys.argv[2:])
