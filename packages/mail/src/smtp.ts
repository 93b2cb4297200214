import { type Peer, sayExpired, whereIs } from "@stages/kernel/peer-certificate.ts";
import { createTransport } from "nodemailer";
import { MailRefusedError, type SendMail } from "./send.ts";

export interface SmtpOptions {
  /** `smtp://…` or `smtps://account:password@server:port`. */
  readonly url: string;
  /** The address that it is sent from. */
  readonly from: string;
  /** How long each word of the server is waited for, its first and the connection too. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;

/** Over SMTP, by nodemailer. STARTTLS is used wherever the server offers it. */
export function smtpSender({ url, from, timeoutMs = TIMEOUT_MS }: SmtpOptions): SendMail {
  const transport = createTransport({ url, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs });
  const isSecure = new URL(url).protocol === "smtps:";
  const peer: Peer = { of: "du serveur de courriel (STAGES_SMTP_URL)", consequence: "les courriels attendent", opening: isSecure ? "TLS" : "SMTP", ...whereIs(url, isSecure ? 465 : 587) };
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return async (mail, key) => {
    try {
      await transport.sendMail({
        ...mail,
        // One address, whatever stands in it: a text would be read as a list.
        to: { name: "", address: mail.to },
        from: { name: "Stages de seconde", address: from },
        // RFC 5322, 3.6.4: two copies under one identifier are one message, and mailboxes show it once.
        messageId: `<${key}@${domain}>`,
        // RFC 3834: no holiday answers to a program.
        headers: { "Auto-Submitted": "auto-generated" },
        // A subject or a body is text, never the name of a file or an address to read.
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      sayExpired(error, peer);
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      const told = `SMTP ${responseCode ?? ""} ${code ?? ""}`.replace(/\s+/g, " ").trim();
      if (responseCode !== undefined && responseCode >= 500 && code === "EENVELOPE") throw new MailRefusedError(told);
      // oxlint-disable-next-line preserve-caught-error -- the server's words may repeat the address, and the password that it refuses: only its code is kept
      throw new Error(told);
    }
  };
}
