/** What an object is told with before it is read. */
export type OnTheWay<T> = { readonly [K in keyof T]: Promise<T[K]> };

/**
 * An object that is there before its fields are read: whatever else is asked of it is asked in the same breath, rather than after
 * a first answer. Read once, and only if a field is asked for.
 */
export function onTheWay<T extends object, Known extends object>(known: Known, names: readonly (keyof T & string)[], read: () => Promise<T>): Known & OnTheWay<T> {
  let reading: Promise<T> | null = null;
  const field = (name: keyof T) => ({ get: async () => (await (reading ??= read()))[name] });
  return Object.defineProperties({ ...known }, Object.fromEntries(names.map((name) => [name, field(name)]))) as Known & OnTheWay<T>;
}
