/** Ctrl-C reaches this process through the terminal, npm and the bootstrap: what comes within this time is one press. */
const ONE_PRESS = 500;

export interface StopSignals {
  /** Ctrl-C, `kill`, a closed terminal, or the end of the launcher. */
  readonly onStop: () => void;
  /** A second press, from someone who will not wait. */
  readonly onForce: () => void;
  readonly launcherPid: number | null;
}

export function listenForStop({ onStop, onForce, launcherPid }: StopSignals): void {
  let first: number | null = null;
  const stop = () => {
    if (first === null) {
      first = performance.now();
      onStop();
    } else if (performance.now() - first > ONE_PRESS) onForce();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  // A closed terminal must not turn the last words into an exception.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  if (launcherPid === process.ppid) stopWithLauncher(launcherPid, onStop);
}

/** A launcher killed outright sends nothing; the system gives its children another parent. */
function stopWithLauncher(launcherPid: number, onStop: () => void): void {
  const watch = setInterval(() => {
    if (process.ppid === launcherPid) return;
    clearInterval(watch);
    onStop();
  }, 250);
  watch.unref();
}
