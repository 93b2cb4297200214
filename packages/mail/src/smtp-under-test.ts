import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface Received {
  readonly to: readonly string[];
  readonly from: string;
  /** As it came over the wire, headings and encodings included. */
  readonly raw: string;
}

/** A real SMTP server on a free port, that keeps what it takes and can refuse. */
export class SmtpUnderTest {
  readonly received: Received[] = [];
  /** The code with which it answers the next envelope; taken when null. */
  refusal: number | null = null;
  refused = 0;
  /** Before it says that it has taken a mail, in milliseconds. */
  delayMs = 0;
  readonly #server: SMTPServer;

  constructor(tls: { readonly cert: string; readonly key: string; readonly secure: boolean } | null = null) {
    this.#server = new SMTPServer({
      ...tls,
      authOptional: true,
      ...(tls ? { onAuth: (_auth, _session, done) => done(null, { user: "compte" }) } : { disabledCommands: ["STARTTLS"] }),
      disableReverseLookup: true,
      onRcptTo: (_address, _session, done) => {
        if (this.refusal === null) return done();
        this.refused += 1;
        done(Object.assign(new Error("not now"), { responseCode: this.refusal }));
      },
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
          this.received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString("utf8") });
          if (this.delayMs === 0) done();
          else setTimeout(done, this.delayMs);
        });
      },
    });
    this.#server.on("error", () => {});
  }

  async start(): Promise<string> {
    const { server } = this.#server;
    this.#server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return this.address();
  }

  address(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** From now on, to whoever connects. */
  present(papers: { readonly cert: string; readonly key: string }): void {
    this.#server.updateSecureContext(papers);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** What a mail program shows of quoted-printable or base64 text parts. */
export function decoded({ raw }: Received): string {
  const parts = raw.split(/\r?\n\r?\n/);
  const text = raw.replaceAll(/=\r?\n/g, "");
  const bytes = text.replaceAll(/((?:=[0-9A-F]{2})+)/g, (run) => Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8"));
  const base64 = parts.filter((part) => /^[A-Za-z0-9+/=\r\n]{40,}$/.test(part)).map((part) => Buffer.from(part, "base64").toString("utf8"));
  return [bytes, ...base64].join("\n");
}
