/** One element of DER, with its own bytes: what is hashed and compared is what was written. */
export interface Element {
  readonly tag: number;
  /** With its tag and its length. */
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
}

/** Not DER, or not of the form that is expected. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
}

/** Longer than any certificate or time-stamp. */
const MOST_LENGTH_BYTES = 3;

/** The first element of these bytes. Strict: an indefinite length, or one that could be written shorter, is no DER. */
export function readFirst(bytes: Uint8Array): Element {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new MalformedError("an element was expected");
  let length = first;
  let from = 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > MOST_LENGTH_BYTES || bytes.length < 2 + count) throw new MalformedError("this length is not DER");
    length = bytes.subarray(2, 2 + count).reduce((value, byte) => value * 256 + byte, 0);
    from += count;
    if (length < 0x80 || length < 256 ** (count - 1)) throw new MalformedError("this length could be written shorter");
  }
  if (from + length > bytes.length) throw new MalformedError("the end is missing");
  return { tag, raw: bytes.subarray(0, from + length), content: bytes.subarray(from, from + length) };
}

/** These bytes as one element, and nothing behind it. */
export function readWhole(bytes: Uint8Array): Element {
  const element = readFirst(bytes);
  if (element.raw.length !== bytes.length) throw new MalformedError("there is something behind the element");
  return element;
}

export function childrenOf({ content }: Element): readonly Element[] {
  const children: Element[] = [];
  for (let rest = content; rest.length > 0; ) {
    const child = readFirst(rest);
    children.push(child);
    rest = rest.subarray(child.raw.length);
  }
  return children;
}

/** Takes the elements of a sequence in their order. */
export class Reader {
  readonly #elements: Element[];

  constructor(parent: Element) {
    this.#elements = [...childrenOf(parent)];
  }

  take(tag: number): Element {
    const element = this.takeIf(tag);
    if (!element) throw new MalformedError(`an element ${tag.toString(16)} was expected`);
    return element;
  }

  takeIf(tag: number): Element | null {
    return this.#elements[0]?.tag === tag ? this.#elements.shift()! : null;
  }

  /** Whatever comes last and is of no matter here. */
  rest(): readonly Element[] {
    return this.#elements.splice(0);
  }

  end(): void {
    if (this.#elements.length > 0) throw new MalformedError("nothing more was expected");
  }
}

export const TAG = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, generalizedTime: 0x18, sequence: 0x30, set: 0x31, context: (number: number) => 0xa0 + number } as const;

export function readOid({ tag, content }: Element): string {
  if (tag !== TAG.oid || content.length === 0 || content.at(-1)! >= 0x80) throw new MalformedError("an object identifier was expected");
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [first, ...others] = numbers as [number, ...number[]];
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...others].join(".");
}

/** AlgorithmIdentifier: its name alone. */
export const readAlgorithm = (element: Element): string => readOid(new Reader(element).take(TAG.oid));

/** GeneralizedTime as DER has it: in UTC, with a fraction or without. */
export function readTime({ content }: Element): Temporal.Instant {
  const text = Buffer.from(content).toString("latin1");
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d(?:\.\d{1,9})?)Z$/.exec(text) ?? [];
  if (year === undefined) throw new MalformedError("a time in UTC was expected");
  return instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function instantOf(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch (error) {
    throw new MalformedError("there is no such time", { cause: error });
  }
}
