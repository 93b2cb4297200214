import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { chainOf, readCertificates } from "./certificates.ts";
import { SealFailure } from "./failure.ts";
import type { SealingKey } from "./sealing-key.ts";

export interface ProcessDemand {
  /** The program and its arguments. No shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** In PEM, the key's own first. */
  readonly certificates: string;
}

type Signer = ChildProcessByStdio<Writable, Readable, null>;

interface Waiting {
  readonly resolve: (signature: Uint8Array) => void;
  readonly reject: (error: SealFailure) => void;
  readonly patience: NodeJS.Timeout;
}

const PATIENCE_MS = 15_000;

const unavailable = (why: string, cause?: unknown): SealFailure => new SealFailure("KEY_UNAVAILABLE", `La clé du sceau ne répond pas (${why}).`, { cause });

/**
 * A key that this process never sees: a program holds it, or the module of PKCS#11 that does, and signs what it is given on its
 * standard input, a line of JSON a demand (README.md). Started when first needed, and again when it has ended.
 */
export function keyInAnotherProcess({ command: [program, ...args], certificates }: ProcessDemand): SealingKey & Disposable {
  const chain = chainOf(readCertificates(certificates));
  const waiting = new Map<number, Waiting>();
  let child: Signer | null = null;
  let lastId = 0;

  const answer = (id: number, settle: (one: Waiting) => void) => {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.patience);
    settle(one);
  };

  const giveUp = (ended: Signer, why: string, cause?: unknown) => {
    if (child !== ended) return;
    child = null;
    for (const id of waiting.keys()) answer(id, ({ reject }) => reject(unavailable(why, cause)));
  };

  const hear = (line: string) => {
    const said = readAnswer(line);
    if (said) answer(said.id, ({ resolve, reject }) => (said.signature ? resolve(said.signature) : reject(unavailable(said.error))));
  };

  const start = (): Signer => {
    const started = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    started.on("error", (error) => giveUp(started, "il n'a pas pu être lancé", error));
    started.on("exit", () => giveUp(started, "il s'est arrêté"));
    // Its end is told by `exit`; a write that comes between is lost with it.
    started.stdin.on("error", () => undefined);
    createInterface({ input: started.stdout }).on("line", hear);
    return started;
  };

  return {
    chain,
    sign: (data, algorithm) =>
      new Promise((resolve, reject) => {
        const id = (lastId += 1);
        const patience = setTimeout(() => answer(id, (one) => one.reject(unavailable("il tarde"))), PATIENCE_MS);
        waiting.set(id, { resolve, reject, patience });
        child ??= start();
        child.stdin.write(`${JSON.stringify({ id, algorithm, data: Buffer.from(data).toString("base64") })}\n`);
      }),
    [Symbol.dispose]: () => {
      const ended = child;
      if (!ended) return;
      giveUp(ended, "il est arrêté");
      ended.stdin.end();
      ended.kill();
    },
  };
}

interface Answer {
  readonly id: number;
  readonly signature: Uint8Array | null;
  readonly error: string;
}

function readAnswer(line: string): Answer | null {
  try {
    const { id, signature, error } = JSON.parse(line) as { readonly id?: unknown; readonly signature?: unknown; readonly error?: unknown };
    if (typeof id !== "number") return null;
    return { id, signature: typeof signature === "string" ? Buffer.from(signature, "base64") : null, error: typeof error === "string" ? error : "il ne dit pas pourquoi" };
  } catch {
    return null;
  }
}
