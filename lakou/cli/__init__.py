"""The `lakou` command. eventlet patches the standard library before anything else is imported."""

import warnings

warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
warnings.filterwarnings("ignore", category=DeprecationWarning)

import eventlet  # noqa: E402

eventlet.monkey_patch()

from lakou.cli.main import main  # noqa: E402

__all__ = ["main"]
