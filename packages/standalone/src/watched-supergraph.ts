import { readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { SupergraphSource } from "@stages/gateway/config.ts";
import { houseLog } from "@stages/telemetry/house-log.ts";

/** A file is written in several steps, or put in another's place: what counts is how it stands once they are done. */
const SETTLED_MS = 250;

/**
 * The supergraph as its file says, now and whenever the file is replaced. Its folder is watched, since a file put in another's
 * place is another file. Not by SIGHUP: here that is a terminal that was closed, and stops the platform.
 */
export function watchedSupergraph(path: string, settledMs = SETTLED_MS): SupergraphSource {
  const sdl = readFileSync(path, "utf8");
  return { sdl, onChange: (listener) => watchFile(path, sdl, listener, settledMs) };
}

function watchFile(path: string, first: string, listener: (sdl: string) => void, settledMs: number): () => void {
  let known = first;
  let timer: NodeJS.Timeout | undefined;
  const settled = () => {
    try {
      const sdl = readFileSync(path, "utf8");
      if (sdl === known) return;
      known = sdl;
      listener(sdl);
    } catch (error) {
      houseLog.warn("The supergraph cannot be read, the one before stays", { file: path, cause: error });
    }
  };
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name !== null && name !== basename(path)) return;
      clearTimeout(timer);
      timer = setTimeout(settled, settledMs).unref();
    });
    watcher.on("error", (error) => houseLog.warn("The supergraph is no longer watched", { file: path, cause: error }));
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  } catch (error) {
    // Some systems have no more watchers to give: the graph is then the one of the start.
    houseLog.warn("The supergraph is not watched", { file: path, cause: error });
    return () => {};
  }
}
