import { AsnConvert } from "@peculiar/asn1-schema";

export type Der = Uint8Array<ArrayBuffer>;

/** Not DER, or not of the form that is expected. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
}

export const write = (value: object): Der => new Uint8Array(AsnConvert.serialize(value));

function asForm<T>({ name }: { readonly name: string }, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new MalformedError(`${name} was expected`, { cause: error });
  }
}

/** What these bytes begin with, as one value of that form: BER, and whatever else the library takes for it. */
export const parse = <T extends object>(bytes: Uint8Array, form: new () => T): T => asForm(form, () => AsnConvert.parse(bytes, form));

/** The same of DER alone, with its own bytes: what was understood, written again, is what was there. */
export function readFirst<T extends object>(bytes: Uint8Array, form: new () => T): { readonly value: T; readonly raw: Der } {
  const value = parse(bytes, form);
  const raw = asForm(form, () => write(value));
  if (Buffer.compare(raw, bytes.subarray(0, raw.length)) !== 0) throw new MalformedError(`${form.name} is not in DER`);
  return { value, raw };
}

/** These bytes as one value of that form, and nothing behind it. */
export function read<T extends object>(bytes: Uint8Array, form: new () => T): T {
  const { value, raw } = readFirst(bytes, form);
  if (raw.length !== bytes.length) throw new MalformedError(`there is something behind ${form.name}`);
  return value;
}

/** DER wants the elements of a SET OF in the order of their bytes (X.690, 11.6), and the library writes them as they come. */
export function inOrder<T extends object>(values: readonly T[]): T[] {
  const written = values.map((value) => ({ value, der: write(value) }));
  return written.sort((a, b) => Buffer.compare(a.der, b.der)).map(({ value }) => value);
}

/** Names that the libraries have not, as their standards number them. */
export const OID = {
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  timeStampToken: "1.2.840.113549.1.9.16.2.14",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
  rsaEncryption: "1.2.840.113549.1.1.1",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  ecdsaWithSha384: "1.2.840.10045.4.3.3",
  ecdsaWithSha512: "1.2.840.10045.4.3.4",
  rsaWithSha256: "1.2.840.113549.1.1.11",
  rsaWithSha384: "1.2.840.113549.1.1.12",
  rsaWithSha512: "1.2.840.113549.1.1.13",
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  country: "2.5.4.6",
} as const;
