/** The weeks that a process keeps, of all campaigns: the current one is asked for, and those before hardly ever. */
const KEPT = 20;

/** What was published of a campaign on a day: computed once in a process, since it no longer changes. */
export type Publications<T> = (campaignId: string, day: Temporal.PlainDate, compute: () => Promise<T>) => Promise<T>;

export function publications<T>(): Publications<T> {
  const known = new Map<string, Promise<T>>();
  return (campaignId, day, compute) => {
    const key = `${campaignId} ${day.toString()}`;
    const told = known.get(key);
    if (told) return told;
    const computed = compute();
    known.set(key, computed);
    // Only answers are kept: a failure is this request's alone.
    computed.catch(() => known.delete(key));
    if (known.size > KEPT) known.delete(known.keys().next().value!);
    return computed;
  };
}
