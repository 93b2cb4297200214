/** Longer, and whoever asks has gone elsewhere. */
const PATIENCE_MS = 2_000;
/** However often it is asked for, by anyone: one look in that time. */
const KEPT_MS = 1_000;

export interface Readiness {
  /** Looks, or says what was seen a moment ago. */
  isReady(): Promise<boolean>;
}

/** Things that must be there, each looked at by itself; what is missing is for the log, since anyone may ask. */
export function readiness(
  needs: () => Readonly<Record<string, () => Promise<unknown>>>,
  onMissing: (need: string, reason: unknown) => void,
  clock: () => number = () => performance.now(),
): Readiness {
  let seen: { readonly until: number; readonly ready: Promise<boolean> } | null = null;

  const isThere = async (need: string, look: () => Promise<unknown>) => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error("No answer in time")), PATIENCE_MS);
    try {
      await Promise.race([look(), late.promise]);
      return true;
    } catch (error) {
      onMissing(need, error);
      return false;
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    isReady() {
      if (seen && clock() < seen.until) return seen.ready;
      const ready = Promise.all(Object.entries(needs()).map(([need, look]) => isThere(need, look))).then((there) => there.every(Boolean));
      seen = { ready, until: clock() + KEPT_MS };
      return ready;
    },
  };
}
