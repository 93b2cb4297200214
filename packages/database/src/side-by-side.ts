import { isEcho } from "./transient.ts";

type Asked<T extends readonly unknown[]> = { readonly [I in keyof T]: Promise<T[I]> | T[I] };

/**
 * What is asked side by side in one transaction. Where one of them fails the others are waited for before it is told: what they
 * went on to ask, once the transaction was rolled back, would be of no transaction, which the driver as we patch it refuses.
 */
export async function sideBySide<T extends readonly unknown[]>(...asked: Asked<T>): Promise<T> {
  const outcomes = await Promise.allSettled(asked);
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((failure) => !isEcho(failure)) ?? failures[0];
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
