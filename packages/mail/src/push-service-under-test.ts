import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Browser } from "./push.ts";

/** A browser as RFC 8291 describes it: written from the text and not with the library that seals. */
export class BrowserUnderTest {
  readonly id = randomBytes(9).toString("base64url");
  readonly #keys: ECDH = createECDH("prime256v1");
  readonly #auth = randomBytes(16);

  constructor() {
    this.#keys.generateKeys();
  }

  at(service: string): Browser {
    return { endpoint: `${service}/push/${this.id}`, p256dh: this.#keys.getPublicKey().toString("base64url"), auth: this.#auth.toString("base64url") };
  }

  /** What the service worker is handed; throws when it was not sealed for this browser. */
  open(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const idLength = body.readUInt8(20);
    const sender = body.subarray(21, 21 + idLength);
    const sealed = body.subarray(21 + idLength);
    const shared = this.#keys.computeSecret(sender);
    const derive = (secret: Uint8Array, withSalt: Uint8Array, info: Uint8Array, length: number) => Buffer.from(hkdfSync("sha256", secret, withSalt, info, length));
    const secret = derive(shared, this.#auth, Buffer.concat([Buffer.from("WebPush: info\0"), this.#keys.getPublicKey(), sender]), 32);
    const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
    const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    // One record, the last: its delimiter is 2 (RFC 8188).
    const end = padded.lastIndexOf(2);
    if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error("not the last record");
    return padded.subarray(0, end).toString("utf8");
  }
}

export interface Brought {
  readonly browser: string;
  readonly topic: string | undefined;
  readonly ttl: string | undefined;
  readonly urgency: string | undefined;
  readonly encoding: string | undefined;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** A push service on a free port (RFC 8030), that keeps what it takes and can refuse. */
export class PushServiceUnderTest {
  readonly brought: Brought[] = [];
  /** With what it answers: 201 unless told otherwise. */
  status = 201;
  headers: Readonly<Record<string, string>> = {};
  /** Before it answers what it has taken, in milliseconds. */
  delayMs = 0;
  url = "";
  readonly #server: Server = createServer((request, response) => void this.#take(request, response));

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const text = (name: string) => headers[name] as string | undefined;
    const body = await buffer(request).catch(() => null);
    if (!body) return;
    if (this.status === 201) {
      const browser = request.url!.split("/").at(-1)!;
      this.brought.push({ browser, topic: text("topic"), ttl: text("ttl"), urgency: text("urgency"), encoding: text("content-encoding"), authorization: headers.authorization, body });
    }
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    response.writeHead(this.status, this.headers).end();
  }
}

/** What the sender says of itself, once its signature is verified by the key that the browser subscribed to. */
export function vapidClaims(authorization: string, publicKey: string): { readonly aud: string; readonly sub: string; readonly exp: number } {
  const [, token, key] = /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  if (!token || key !== publicKey) throw new Error("not signed by that key");
  const point = Buffer.from(key, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  const [head, claims, signature] = token.split(".") as [string, string, string];
  const isSigned = verify("sha256", Buffer.from(`${head}.${claims}`), { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  if (!isSigned) throw new Error("a forged signature");
  return JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { aud: string; sub: string; exp: number };
}
