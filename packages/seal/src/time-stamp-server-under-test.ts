import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CertificateDemand } from "./make-certificate.ts";
import type { TestAuthority } from "./seal-under-test.ts";
import { run } from "./verifiers-under-test.ts";

/** What the server answers instead of the truth, given the demand and the true answer. */
export type Lie = (demand: Buffer, answer: (demand: Buffer) => Promise<Buffer>) => Promise<Buffer | number>;

export interface TimeStampServer extends AsyncDisposable {
  readonly url: string;
  /** From now on; null for the truth. */
  lie(lie: Lie | null): void;
}

const CONFIGURATION = (folder: string) => `
[tsa]
serial = ${folder}/serial
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
signer_digest = sha256
crypto_device = builtin
`;

/** A server of time-stamps (RFC 3161) whose answers `openssl ts` makes, by a certificate of that authority. */
export async function startTimeStampServer(authority: TestAuthority, demand: Partial<CertificateDemand> = { use: "TIME_STAMP" }): Promise<TimeStampServer> {
  const folder = mkdtempSync(join(tmpdir(), "stages-tsa-"));
  const inside = (name: string, text?: string | Uint8Array) => {
    const file = join(folder, name);
    if (text !== undefined) writeFileSync(file, text);
    return file;
  };
  const { certificate, key } = authority.issue(demand);
  const files = {
    configuration: inside("tsa.conf", CONFIGURATION(folder)),
    signer: inside("signer.pem", certificate.toString()),
    key: inside("signer.key", key.export({ type: "pkcs8", format: "pem" })),
  };
  inside("serial", "01\n");
  let lie: Lie | null = null;
  let last = 0;

  const answer = async (query: Buffer): Promise<Buffer> => {
    const name = String((last += 1));
    const out = inside(`${name}.tsr`);
    const { output } = await run("openssl", ["ts", "-reply", "-config", files.configuration, "-section", "tsa", "-queryfile", inside(`${name}.tsq`, query), "-signer", files.signer, "-inkey", files.key, "-out", out]);
    try {
      return readFileSync(out);
    } catch (error) {
      throw new Error(output, { cause: error });
    }
  };

  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const query = Buffer.concat(chunks);
      const said = await (lie?.(query, answer) ?? answer(query));
      if (typeof said === "number") response.writeHead(said).end();
      else response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(said);
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    lie: (next) => {
      lie = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
