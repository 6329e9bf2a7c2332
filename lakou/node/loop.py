"""How long the event loop was held: one slow thing holds every page, feed and heartbeat of the process."""

import collections

import eventlet
from eventlet.hubs import get_hub

from lakou.kernel.metrics import Metrics

BEAT_SECONDS = 0.1
REMEMBERED_BEATS = 600  # a minute


def watch(metrics: Metrics) -> None:
    """Measure for ever; to be spawned once a process."""
    clock = get_hub().clock
    late: collections.deque[float] = collections.deque(maxlen=REMEMBERED_BEATS)
    while True:
        before = clock()
        eventlet.sleep(BEAT_SECONDS)
        late.append(max(clock() - before - BEAT_SECONDS, 0.0))
        metrics.loop_blocked.set(max(late))
