// Closes the notebook when nobody touched it for a while, also when the device slept meanwhile.

const IDLE = 10 * 60_000;
const LOOK = 15_000;

export function watch(close) {
  let touched = Date.now();
  for (const kind of ["pointerdown", "keydown", "touchstart"]) {
    addEventListener(kind, () => (touched = Date.now()), { capture: true, passive: true });
  }
  const look = () => Math.abs(Date.now() - touched) > IDLE && close();
  addEventListener("visibilitychange", look);
  setInterval(look, LOOK);
}
