import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Drawing } from "./draw.ts";
import type { Drawn } from "./renderer.ts";

interface Asked {
  readonly drawing: Drawing;
  readonly resolve: (pdf: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

interface Renderer {
  readonly process: ChildProcess;
  asked: Asked | null;
  drawn: number;
  rest: NodeJS.Timeout | null;
}

export interface Limits {
  readonly processes: number;
  /** What a document costs a process in memory that it never gives back: some 0.1 MB. */
  readonly documentsEach: number;
  readonly restMilliseconds: number;
}

/** One core is left to those who wait for answers. */
const LIMITS: Limits = { processes: Math.max(1, availableParallelism() - 1), documentsEach: 1_000, restMilliseconds: 60_000 };

/** Of the platform's environment they get no key and no address of a database: they read what anyone may have written. */
const ENVIRONMENT = ["PATH", "HOME", "TMPDIR", "SystemRoot"] as const;

/**
 * Documents are drawn in processes of their own, started when there is something to draw: a compiler that fails, or
 * that keeps memory, takes none of the platform with it. Those at rest hold nobody, and leave after a while.
 */
export function createRenderers({ processes, documentsEach, restMilliseconds }: Limits = LIMITS) {
  const waiting: Asked[] = [];
  const renderers = new Set<Renderer>();

  function next(): void {
    while (waiting.length > 0) {
      const free = [...renderers].find(({ asked }) => asked === null) ?? (renderers.size < processes ? start() : null);
      if (!free) return;
      give(free, waiting.shift()!);
    }
  }

  function start(): Renderer {
    const env = Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
    const child = fork(new URL("./renderer.ts", import.meta.url), { serialization: "advanced", execArgv: [], env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const renderer: Renderer = { process: child, asked: null, drawn: 0, rest: null };
    renderers.add(renderer);
    child.on("message", (drawn: Drawn) => finish(renderer, drawn));
    const gone = (why: string) => {
      const { asked } = renderer;
      forget(renderer);
      asked?.reject(new Error(`The process that drew a document is gone: ${why}.`));
      next();
    };
    child.once("error", ({ message }) => gone(message));
    child.once("exit", (code, signal) => gone(signal ?? `exit ${code}`));
    return renderer;
  }

  function give(renderer: Renderer, asked: Asked): void {
    clearTimeout(renderer.rest ?? undefined);
    renderer.asked = asked;
    renderer.process.ref();
    renderer.process.channel?.ref();
    renderer.process.send(asked.drawing);
  }

  function finish(renderer: Renderer, drawn: Drawn): void {
    const { resolve, reject } = renderer.asked!;
    renderer.asked = null;
    renderer.drawn += 1;
    renderer.process.unref();
    renderer.process.channel?.unref();
    if (renderer.drawn >= documentsEach) dismiss(renderer);
    else renderer.rest = setTimeout(() => dismiss(renderer), restMilliseconds).unref();
    if ("pdf" in drawn) resolve(drawn.pdf);
    else reject(new Error(drawn.failure));
    next();
  }

  /** Without its channel it has nothing left to wait for, and ends. */
  function dismiss(renderer: Renderer): void {
    forget(renderer);
    if (renderer.process.connected) renderer.process.disconnect();
  }

  function forget(renderer: Renderer): void {
    clearTimeout(renderer.rest ?? undefined);
    renderer.asked = null;
    renderers.delete(renderer);
  }

  return {
    draw: (drawing: Drawing): Promise<Uint8Array> =>
      new Promise((resolve, reject) => {
        waiting.push({ drawing, resolve, reject });
        next();
      }),
    /** For tests: which processes there are. */
    pids: (): readonly number[] => [...renderers].map((renderer) => renderer.process.pid!),
    stop: (): void => {
      for (const renderer of renderers) dismiss(renderer);
    },
  };
}

export type Renderers = ReturnType<typeof createRenderers>;
