"""`make bench [SUBJECTS="outbox search"] [SCALE=1]`."""

import lakou.cli  # noqa: F401 - eventlet patches before anything else is imported

from benchmarks.running import main  # isort: skip

main()
