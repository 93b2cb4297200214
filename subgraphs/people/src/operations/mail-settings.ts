import { httpSmsSender } from "@stages/mail/sms.ts";
import { smtpSender } from "@stages/mail/smtp.ts";
import type { Carriers } from "./send-mails.ts";

export interface MailSettings extends Carriers {
  /** Where people reach the platform, without a slash at the end; null in development alone. */
  readonly publicUrl: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `packages/standalone/src/config.ts` has read and refused these with better words; a process started by hand is refused here. */
export function mailSettings(environment: Environment): MailSettings {
  const read = (name: string) => environment[name]?.trim() || null;
  const publicUrl = read("STAGES_PUBLIC_URL")?.replace(/\/+$/, "") ?? null;
  const smtpUrl = read("STAGES_SMTP_URL");
  const required = environment["NODE_ENV"] === "production" || smtpUrl !== null;
  if (required && publicUrl === null) throw new Error("La variable STAGES_PUBLIC_URL manque : sans elle, les liens envoyés par courriel ne mèneraient nulle part.");
  if (smtpUrl === null || publicUrl === null) return { publicUrl, send: null, sendSms: null };
  const smsUrl = read("STAGES_SMS_URL");
  return {
    publicUrl,
    send: smtpSender({ url: smtpUrl, from: read("STAGES_MAIL_FROM") ?? `ne-pas-repondre@${new URL(publicUrl).hostname}` }),
    sendSms: smsUrl === null ? null : httpSmsSender({ url: smsUrl, token: read("STAGES_SMS_TOKEN") }),
  };
}
