"""`lakou` of a version to come: python -m tests.faults.link.newer run --config … The fact of a support has one more field."""

import warnings

warnings.filterwarnings("ignore")

import eventlet  # noqa: E402

eventlet.monkey_patch()

from typing import Any  # noqa: E402

from lakou.contracts import base  # noqa: E402

WIDENED = "reporting.support.given"
declare = base.event


def event(name: str, **options: Any) -> Any:
    """Declares an event as today, but for one field."""

    def register(cls: Any) -> Any:
        if name == WIDENED:
            cls.__annotations__ = {**cls.__annotations__, "channel": str}
            cls.channel = base.bounded(20, default="atelier")
        return declare(name, **options)(cls)

    return register


if __name__ == "__main__":
    base.event = event
    from lakou.cli.main import main  # only now are the contracts declared

    main()
