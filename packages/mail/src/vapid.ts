import { createECDH } from "node:crypto";

/** By which push services know us again from one message to the next (RFC 8292). Both in base64url, as browsers take them. */
export interface VapidKeys {
  /** A point of P-256, uncompressed: 65 bytes. A browser subscribes to it, and takes no message under another one. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * Made of 32 bytes that are drawn anew when, once in four thousand million times, they are no scalar of the curve. The same
 * bytes make the same keys.
 */
export function vapidKeysOf(bytes: (attempt: number) => Buffer): VapidKeys {
  const curve = createECDH("prime256v1");
  for (let attempt = 0; ; attempt += 1) {
    const privateKey = bytes(attempt);
    try {
      curve.setPrivateKey(privateKey);
    } catch {
      continue;
    }
    return { publicKey: curve.getPublicKey().toString("base64url"), privateKey: privateKey.toString("base64url") };
  }
}
