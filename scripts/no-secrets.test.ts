import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** What keys and tokens look like, wherever they are from. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  "a private key": /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n\s*[A-Za-z0-9+/=]{16}/,
  "a private key as JWK": /"(?:d|p|q|dp|dq|qi)"\s*:\s*"[\w-]{40,}"/,
  "a key of AWS": /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  "a token of GitHub": /\b(?:gh[opusr]_\w{36}|github_pat_\w{40,})\b/,
  "a token of npm": /\bnpm_[A-Za-z0-9]{36}\b/,
  "a token of Slack": /\bxox[abprs]-[\w-]{20,}/,
  "a key of Google": /\bAIza[\w-]{35}\b/,
  "a key of Stripe": /\b[sr]k_live_\w{20,}/,
  "a signed token": /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
  "a secret of a webhook": /\bwhsec_[A-Za-z0-9+/=]{24,}/,
  "a keyring": /"keys"\s*:\s*\{\s*"\d+"\s*:\s*"[A-Za-z0-9+/]{43}="/,
  "an address with its password": /\b(?:postgres(?:ql)?|smtps?|nats|mysql|rediss?|amqps?):\/\/[^\s:@/"'`$]+:(?!(?:motdepasse|password)@)([^\s@"'`$]{3,})@/,
  "a login of a registry": /^\s*(?:\/\/.*:)?_(?:authToken|auth|password)\s*=\s*\S/m,
};

/** Made for a test, an example or development, and worth nothing elsewhere: production refuses the one that is a real key. */
const DOCUMENTED: readonly (readonly [file: RegExp, what: string, because: string])[] = [
  [/^packages\/vault\/src\/keyring\.ts$/, "a keyring", "the public keyring of development, which production refuses"],
  [/(?:^README\.md|\.test\.ts|\/config\.ts|\/secret-files\.ts)$/, "an address with its password", "invented, to say or to try what an address is"],
];

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).split("\0").filter((file) => file !== "" && !/\.(?:png|jpg|pdf|woff2?|ttf|gz|zip)$/.test(file));

const foundIn = (text: string) => Object.entries(PATTERNS).filter(([, pattern]) => pattern.test(text)).map(([what]) => what);

describe("what is kept in this repository", () => {
  it("holds no key and no token, save those that are named", () => {
    const found = files.flatMap((file) => foundIn(readTracked(file)).map((what) => [file, what] as const));
    expect(found.filter(([file, what]) => !DOCUMENTED.some(([where, kind]) => where.test(file) && kind === what))).toEqual([]);
    expect(files.length).toBeGreaterThan(1_000);
  });

  it("holds no file that is a key by its name", () => {
    expect(files.filter((file) => /(?:^|\/)(?:\.env(?:\..*)?|id_(?:rsa|ed25519|ecdsa)|.*\.(?:pem|key|p12|pfx|jks|keystore)|\.netrc|credentials)$/.test(file))).toEqual([]);
  });
});

function readTracked(file: string): string {
  try {
    return readFileSync(join(ROOT, file), "utf8");
  } catch {
    return ""; // taken away since
  }
}

/** Put together here, so that this file holds none either. */
const sample = (...parts: readonly string[]) => parts.join("");
it.each([
  ["a private key", sample("-----BEGIN ", "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B")],
  ["a private key", sample("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B")],
  ["a private key as JWK", sample('{"kty":"OKP","d', '":"', "a".repeat(43), '"}')],
  ["a key of AWS", sample("AKIA", "IOSFODNN7EXAMPLE")],
  ["a token of GitHub", sample("ghp_", "a".repeat(36))],
  ["a token of npm", sample("npm_", "a".repeat(36))],
  ["a signed token", sample("eyJ", "hbGciOiJFZERTQSJ9", ".eyJ", "zdWIiOiJtaW5pc3RyeSJ9.", "a".repeat(40))],
  ["a secret of a webhook", sample("whsec_", "a".repeat(32))],
  ["a keyring", sample('{"current":1,"keys":{"1":"', "a".repeat(43), '="}}')],
  ["a login of a registry", sample("//registry.example/:_auth", "Token=abc")],
  ["an address with its password", sample("postgres://stages:", "hunter2@db/stages")],
])("control: %s would be found", (what, text) => {
  expect(foundIn(text)).toContain(what);
});
