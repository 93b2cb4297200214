import { createTransport } from "nodemailer";
import { MailRefusedError, type SendMail } from "./send.ts";

export interface SmtpOptions {
  /** `smtp://…` or `smtps://account:password@server:port`. */
  readonly url: string;
  /** The address that it is sent from. */
  readonly from: string;
}

const TIMEOUT_MS = 20_000;

/** Over SMTP, by nodemailer. STARTTLS is used wherever the server offers it. */
export function smtpSender({ url, from }: SmtpOptions): SendMail {
  const transport = createTransport({ url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS });
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return async (mail, key) => {
    try {
      await transport.sendMail({
        ...mail,
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
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      // The server's words may repeat the address: only its code is kept.
      const told = `SMTP ${responseCode ?? ""} ${code ?? ""}`.replace(/\s+/g, " ").trim();
      if (responseCode !== undefined && responseCode >= 500 && code === "EENVELOPE") throw new MailRefusedError(told);
      throw new Error(told, { cause: error });
    }
  };
}
