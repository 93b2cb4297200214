export interface Clocks {
  /** Milliseconds since 1970, as this machine believes. */
  readonly wall: () => number;
  /** Milliseconds since anything, which nobody sets. */
  readonly steady: () => number;
}

const SYSTEM: Clocks = { wall: () => Date.now(), steady: () => performance.now() };
/** More than a clock that is being kept right is moved at once, and no less than a rule here would notice. */
const JUMP_MS = 2_000;
const EVERY_MS = 5_000;

/** By how much the wall clock went otherwise than the steady one, in milliseconds; null for no jump. */
export function jumpOf(before: { readonly wall: number; readonly steady: number }, now: typeof before): number | null {
  const jump = now.wall - before.wall - (now.steady - before.steady);
  return Math.abs(jump) < JUMP_MS ? null : Math.round(jump);
}

export function sentenceFor(jump: number): string {
  const amount = inWords(Math.abs(jump));
  if (jump > 0) return `L'horloge de cette machine a avancé de ${amount} d'un coup (ou elle était en veille) : ce qui était dû entre-temps se fait maintenant, et des accès ont pu expirer. Vérifiez son heure (chrony, ntpd).`;
  return `L'horloge de cette machine a reculé de ${amount} d'un coup : ce qui est dû attend d'autant, et rien ne se fait deux fois. Vérifiez son heure (chrony, ntpd).`;
}

function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const parts = [[Math.floor(seconds / 3_600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]] as const;
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** Says each jump once, of however long ago it was set. */
export function watchClock(log: (sentence: string) => void, { clocks = SYSTEM, everyMs = EVERY_MS }: { readonly clocks?: Clocks; readonly everyMs?: number } = {}): Disposable & { look(): void } {
  const read = () => ({ wall: clocks.wall(), steady: clocks.steady() });
  let before = read();
  const look = () => {
    const now = read();
    const jump = jumpOf(before, now);
    if (jump !== null) log(sentenceFor(jump));
    before = now;
  };
  const timer = setInterval(look, everyMs).unref();
  return { look, [Symbol.dispose]: () => clearInterval(timer) };
}
