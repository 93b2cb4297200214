import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

/** For tests: an issuer with real keys, whose JWKS a real server serves, and which can rotate, withdraw and fail. */
export class IssuerUnderTest {
  readonly #keys = new Map<string, { readonly key: CryptoKey; readonly publicKey: CryptoKey; readonly jwk: JWK }>();
  readonly #server = createServer((_request, response) => {
    this.asked += 1;
    response.writeHead(this.down ? 503 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys: [...this.#keys.values()].map(({ jwk }) => jwk) }));
  });
  asked = 0;
  down = false;
  url = "";

  constructor(readonly algorithm: "EdDSA" | "ES256" | "RS256") {}

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  get jwksUrl(): string {
    return `${this.url}/jwks`;
  }

  async addKey(kid: string): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(this.algorithm, { extractable: true });
    this.#keys.set(kid, { key: privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: this.algorithm, use: "sig" } });
  }

  /** It stays in `keys`' hands: a withdrawn key can still sign. */
  withdraw(kid: string): (payload: JWTPayload) => Promise<string> {
    const { key } = this.keyOf(kid);
    this.#keys.delete(kid);
    return (payload) => this.#sign(payload, kid, key);
  }

  keyOf(kid: string): { readonly key: CryptoKey; readonly publicKey: CryptoKey } {
    return this.#keys.get(kid)!;
  }

  /** A good token, but for what `change` says. */
  sign(kid: string, change: JWTPayload = {}): Promise<string> {
    return this.#sign({ ...this.claims(), ...change }, kid, this.keyOf(kid).key);
  }

  claims() {
    const now = Math.floor(Date.now() / 1000);
    return { iss: this.url, aud: "stages-api", sub: "0f3a", iat: now, exp: now + 600 };
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  #sign(payload: JWTPayload, kid: string, key: CryptoKey): Promise<string> {
    return new SignJWT(payload).setProtectedHeader({ alg: this.algorithm, kid, typ: "at+jwt" }).sign(key);
  }
}
