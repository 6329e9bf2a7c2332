"""A program started by a test: its own process group, its output in a file, ended for sure."""

import os
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.private.machine import environment
from tests.waiting import wait_until


class Program:
    """`with Program([...], log=tmp_path / "node.log") as node: node.wait_ready("http://127.0.0.1:8000/readyz")`.

    `env` is added to ours. Leaving the block kills the program and its children. It may be started again after
    `kill` or `terminate`; the output of every life is appended to `log`.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: str | None = None,
    ) -> None:
        self.command = [str(word) for word in command]
        self.log = log
        self._env = environment(env or {})
        self._folder = folder
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None
        self._life_starts_at = 0

    def start(self) -> Self:
        assert not self.alive, f"{self.command[0]} runs already"
        self._life_starts_at = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self._folder,
                user=self._user,
                start_new_session=True,
            )
        return self

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def logs(self, last: int = 4000) -> str:
        """The last characters of what the program wrote since it was last started."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as output:
            output.seek(self._life_starts_at)
            return output.read().decode(errors="replace")[-last:]

    def wait_ready(self, url: str, within: float = 30.0) -> None:
        """Until `url` answers 200. The error shows the end of the logs."""
        self._wait_for(lambda: _answers(url), f"{url} answers 200", within)

    def wait_for_log(self, text: str, within: float = 30.0) -> None:
        self._wait_for(lambda: text in self.logs(last=1_000_000), f"the log says {text!r}", within)

    def wait_ended(self, within: float = 15.0) -> int:
        """The exit code, negative for a signal."""
        assert self._process is not None, "not started"
        return self._process.wait(within)

    def terminate(self, within: float = 15.0) -> int:
        """Asks politely (SIGTERM) and gives the exit code. subprocess.TimeoutExpired when it does not listen."""
        self.send(signal.SIGTERM)
        return self.wait_ended(within)

    def kill(self) -> None:
        """kill -9 of the program and of every child that stayed in its group. Does nothing when it has ended."""
        if self._process is None:
            return
        self._signal_group(signal.SIGKILL)
        self._process.wait(10)

    def send(self, number: signal.Signals) -> None:
        """To the program alone, as an operator or systemd would send it."""
        assert self._process is not None, "not started"
        self._process.send_signal(number)

    def _wait_for(self, condition: Callable[[], bool], what: str, within: float) -> None:
        try:
            wait_until(lambda: condition() or not self.alive, what, within)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.logs()}") from None
        if not self.alive:
            raise RuntimeError(f"{self.command[0]} ended with {self.wait_ended()} before {what}\n{self.logs()}")

    def _signal_group(self, number: signal.Signals) -> None:
        assert self._process is not None
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, HTTPException):
        return False
