import { setTimeout as delay } from "node:timers/promises";
import { connect, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { httpSmsSender } from "@stages/mail/sms.ts";
import { smtpSender } from "@stages/mail/smtp.ts";
import type { WordsOf } from "@stages/people/domain/news.ts";
import { dispatchLetters } from "@stages/people/operations/dispatch-letters.ts";
import { dispatchPushes } from "@stages/people/operations/dispatch-pushes.ts";
import { pushSettings } from "@stages/people/operations/push-settings.ts";
import { sendMails } from "@stages/people/operations/send-mails.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { dispatchNaively } from "./naive.ts";

/** What `people` does of its sweeps, in a process of its own and at a clock that runs fast: what a dead one had claimed is soon anyone's. */
const { PROOF_DATABASE_URL: url, PROOF_SMTP: smtpUrl, PROOF_SMS: smsUrl, PROOF_BEGUN: begun, PROOF_SPEED: speed, PROOF_NAIVE: naive } = process.env as Record<string, string>;
useDevelopmentKeys();
const { db } = connect({ url: url!, name: "dispatcher", max: 5, role: roleOf("people", "PLATFORM") });
const write = writer(db, () => {});
const wordsOf: WordsOf = ({ details }) => ({ title: "Un point vous attend", body: `Il s'agit de ${details["offerTitle"]}, à lire.` });
const send = smtpSender({ url: smtpUrl!, from: "ne-pas-repondre@stages.example" });
const sendSms = httpSmsSender({ url: smsUrl!, token: null });
const { send: sendPush } = pushSettings({ NODE_ENV: "test" });
const desk = { publicUrl: "https://stages.example", wordsOf, hasSms: true };
const began = Number(begun);
const now = () => Temporal.Instant.fromEpochMilliseconds(Math.round(began + (Date.now() - began) * Number(speed)));

// Whoever started it is gone: nobody would stop it.
process.on("disconnect", () => process.exit());
process.send?.("ready");
const every = async (work: () => Promise<void>) => {
  for (;;) {
    await work().catch((error: unknown) => console.error(String(error)));
    await delay(100);
  }
};
if (naive) void every(() => dispatchNaively(db, { first: naive as "SEND" | "MARK", wordsOf, send, sendSms, sendPush }, now()));
else {
  void every(() => dispatchLetters(write, desk, now()));
  void every(() => dispatchPushes(db, { wordsOf, sendPush }, now()));
  void every(() => sendMails(db, { send, sendSms }, now()));
}
