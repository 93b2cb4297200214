import { statfsSync } from "node:fs";

export type Room = "ENOUGH" | "LITTLE" | "NONE";

const LITTLE = 1_000_000_000;
const NONE = 64_000_000;

/** Once little, it is enough again only with some more: what comes and goes at the edge is said once. */
export function roomOf(free: number, before: Room): Room {
  if (free < NONE) return "NONE";
  if (free < LITTLE || (before !== "ENOUGH" && free < LITTLE * 1.2)) return "LITTLE";
  return "ENOUGH";
}

const inMegabytes = (bytes: number) => `${Math.floor(bytes / 1e6).toLocaleString("fr-FR")} Mo`;

export function sentenceFor(folder: string, free: number, room: Room): string {
  if (room === "NONE") return `Le disque de ${folder} est plein (${inMegabytes(free)} libres) : rien de nouveau n'est enregistré, ce qui l'était le reste ; libérez de la place, tout reprend de soi-même.`;
  if (room === "LITTLE") return `Il ne reste que ${inMegabytes(free)} sur le disque de ${folder} : libérez de la place avant qu'il ne soit plein, car rien de nouveau ne s'enregistrera alors.`;
  return `Il y a de nouveau de la place sur le disque de ${folder} (${inMegabytes(free)}).`;
}

const EVERY_MS = 15_000;

/** Says each change, once. */
export function watchDisk(folder: string, log: (sentence: string) => void, { everyMs = EVERY_MS, freeOf = freeBytes }: { readonly everyMs?: number; readonly freeOf?: (folder: string) => number } = {}): Disposable & { look(): void } {
  let room: Room = "ENOUGH";
  const look = () => {
    const free = freeOf(folder);
    const now = roomOf(free, room);
    if (now !== room) log(sentenceFor(folder, free, now));
    room = now;
  };
  const timer = setInterval(look, everyMs).unref();
  look();
  return { look, [Symbol.dispose]: () => clearInterval(timer) };
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
