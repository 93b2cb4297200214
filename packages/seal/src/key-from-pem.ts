import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { chainOf, InvalidCertificateError, readCertificates } from "./certificates.ts";
import type { SealingKey } from "./sealing-key.ts";

const signInBackground = promisify<string, Uint8Array, KeyObject, Buffer>(sign);

/** A key that is ours to read, in PEM, with the certificates that vouch for it, its own first. */
export function keyFromPem(privateKey: string, certificates: string): SealingKey {
  const key = readKey(privateKey);
  const chain = chainOf(readCertificates(certificates));
  if (!chain[0].checkPrivateKey(key)) throw new InvalidCertificateError("le premier certificat n'est pas celui de la clé");
  return { chain, sign: (data) => signInBackground("sha256", data, key) };
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new InvalidCertificateError("la clé ne peut pas être lue", { cause: error });
  }
}
