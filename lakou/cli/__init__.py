"""The `lakou` command. eventlet patches the standard library before anything else is imported."""

import gc
import warnings

COLLECT_AFTER = 60_000  # objects; at Python's 700 the collector takes 7 % of a start, for garbage that counting frees by itself
gc.set_threshold(COLLECT_AFTER)

warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
warnings.filterwarnings("ignore", category=DeprecationWarning)

import eventlet  # noqa: E402

eventlet.monkey_patch()

from lakou.cli.main import main  # noqa: E402

__all__ = ["main"]
