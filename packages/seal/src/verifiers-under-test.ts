import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { X509Certificate } from "node:crypto";
import { ContentInfo } from "@peculiar/asn1-cms";
import { readFirst } from "./der.ts";
import { holeIn } from "./seal-under-test.ts";

/** Installed by scripts/install-debian-packages.sh; without them, what asks them is skipped. */
export const HAS_VERIFIERS = ["pdfsig", "certutil", "openssl"].every((tool) => existsSync(`/usr/bin/${tool}`));

export interface Ran {
  readonly code: number;
  readonly output: string;
}

export function run(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    // A verifier that hangs over a broken file accepts it no more than one that says so.
    execFile(program, [...args], { env: { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" }, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });
}

/** Verifiers that are not ours, and know one authority. */
export interface Verifiers extends Disposable {
  readonly pdfsig: (pdf: Uint8Array) => Promise<Ran>;
  readonly openssl: (pdf: Uint8Array) => Promise<Ran>;
}

/** Every line that must be there: pdfsig leaves with 0 whatever it has found. */
export const pdfsigAccepts = ({ output }: Ran): boolean =>
  output.match(/^Signature #/gm)?.length === 1 &&
  output.includes("- Total document signed") &&
  output.includes("- Signature Validation: Signature is Valid.") &&
  output.includes("- Certificate Validation: Certificate is Trusted.");

export const opensslAccepts = ({ code, output }: Ran): boolean => code === 0 && output.includes("CAdES Verification successful");

export async function openVerifiers(authority: X509Certificate): Promise<Verifiers> {
  const folder = mkdtempSync(join(tmpdir(), "stages-verifiers-"));
  const root = join(folder, "authority.pem");
  const database = `sql:${folder}`;
  writeFileSync(root, authority.toString());
  await run("certutil", ["-N", "-d", database, "--empty-password"]);
  await run("certutil", ["-A", "-d", database, "-n", "authority", "-t", "C,C,C", "-i", root]);
  let last = 0;
  const file = (bytes: Uint8Array, kind: string): string => {
    const path = join(folder, `${(last += 1)}.${kind}`);
    writeFileSync(path, bytes);
    return path;
  };
  return {
    pdfsig: async (pdf) => {
      const path = file(pdf, "pdf");
      // Not with `-no-ocsp`, under which pdfsig 22.12 calls every certificate unknown; ours name no server to ask.
      return ending(await run("pdfsig", ["-nssdir", folder, path]), path);
    },
    openssl: async (pdf) => {
      const { cms, content } = partsOf(pdf);
      const paths = [file(cms, "der"), file(content, "bin")] as const;
      return ending(await run("openssl", ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", paths[0], "-content", paths[1], "-CAfile", root, "-purpose", "any", "-out", "/dev/null"]), ...paths);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function ending(ran: Ran, ...paths: readonly string[]): Ran {
  for (const path of paths) rmSync(path);
  return ran;
}

/** As anyone would cut them out by the ByteRange that the file tells: openssl knows nothing of PDF. */
function partsOf(pdf: Uint8Array): { readonly cms: Uint8Array; readonly content: Uint8Array } {
  try {
    const { from, to } = holeIn(pdf);
    const { raw } = readFirst(Buffer.from(Buffer.from(pdf.subarray(from + 1, to - 1)).toString("latin1"), "hex"), ContentInfo);
    return { cms: raw, content: Buffer.concat([pdf.subarray(0, from), pdf.subarray(to)]) };
  } catch {
    return { cms: new Uint8Array(), content: new Uint8Array() };
  }
}
