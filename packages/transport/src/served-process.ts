import { flushCompileCache } from "node:module";

/** What a process started by the distributed launcher tells it over IPC, once it answers. */
export interface ListeningMessage {
  readonly listening: string;
}

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The whole life of such a process: start, tell the address, stop in order on SIGTERM, or when the launcher is gone (its
 * end of the channel closes even by kill -9). Started by hand there is no launcher, and the address is printed.
 */
export async function runServedProcess(start: () => Promise<Served>, report: (error: unknown) => void = printed, passes: (error: unknown) => boolean = () => false): Promise<void> {
  let stopping = false;
  const fail = (error: unknown) => {
    report(error);
    // What fails while we end fails because we end, and must not cut short what is being finished.
    if (!stopping) process.exit(1);
  };
  // What nobody waited for, and failed for want of a server that will be back, has broken nothing here.
  process.on("uncaughtException", (error, origin) => (origin === "unhandledRejection" && passes(error) ? report(error) : fail(error)));
  try {
    const served = await start();
    const stop = () => {
      if (stopping) return;
      stopping = true;
      served.stop().catch(report).finally(() => process.exit(0));
    };
    // Once each: a second one, from someone who will not wait, ends it as the system does.
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
    if (process.send) {
      process.once("disconnect", stop);
      if (!process.connected) return stop();
      process.send({ listening: served.url } satisfies ListeningMessage);
    } else process.stdout.write(`${served.url}\n`);
    // Whoever is killed writes nothing any more, and is the one who has to start again soon.
    flushCompileCache();
  } catch (error) {
    fail(error);
  }
}

function printed(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}
