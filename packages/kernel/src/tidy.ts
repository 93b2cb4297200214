// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/**
 * What people type, as it is kept: no space around, one form of each accented letter, and no control character, some of
 * which PostgreSQL cannot keep. Values that are not text, lists or plain objects pass as they are.
 */
export function tidy<T>(written: T): T {
  if (typeof written === "string") return written.replace(CONTROLS, "").normalize("NFC").trim() as T;
  if (Array.isArray(written)) return written.map(tidy) as T;
  if (!isPlain(written)) return written;
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, tidy(value)])) as T;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
