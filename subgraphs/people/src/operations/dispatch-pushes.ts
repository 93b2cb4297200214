import type { Database } from "@stages/database/connection.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { BrowserGoneError, type SendPush } from "@stages/mail/push.ts";
import { MailRefusedError, TryLaterError, waitAfter } from "@stages/mail/send.ts";
import { MOST_FAILURES, PUSH_TERMS, urgencyOf, type WordsOf } from "../domain/news.ts";
import { type ClaimedPush, claimPushes, finish, forgetBrowser, markGivenUp, markPushed, markPushFailed } from "../persistence/deliveries.ts";
import { newsPush } from "./news-letter.ts";

export interface PushDesk {
  readonly wordsOf: WordsOf;
  readonly sendPush: SendPush;
}

const BATCH = 20;
const BATCHES_A_TURN = 50;
/** Longer than a batch takes where each service meets its limit of time. */
const CLAIM = { minutes: 5 };

/**
 * Sends what is due to each browser, at least once: what a crash has sent twice goes under one topic and one tag, so that the
 * second takes the first one's place. Throws, once all were tried, when some were given up: whoever runs the platform is told.
 */
export async function dispatchPushes(db: Database, desk: PushDesk, now: Temporal.Instant): Promise<void> {
  const givenUp: string[] = [];
  for (let batch = 0; batch < BATCHES_A_TURN; batch += 1) {
    const claimed = await claimPushes(db, now, now.add(CLAIM), BATCH);
    givenUp.push(...(await Promise.all(claimed.map((push) => pushOne(db, desk, push, now)))).filter((failure) => failure !== null));
    if (claimed.length < BATCH) break;
  }
  if (givenUp.length > 0) throw new Error(`Notifications sur navigateur abandonnées : ${givenUp.length} (${[...new Set(givenUp)].join(", ")})`);
}

/** As what it was given up, null otherwise. */
async function pushOne(db: Database, { wordsOf, sendPush }: PushDesk, { id, browser, news, failures: before }: ClaimedPush, now: Temporal.Instant): Promise<string | null> {
  if (!browser) {
    await finish(db, [id], now, "BROWSER_GONE");
    return null;
  }
  try {
    await sendPush(browser, { text: newsPush(news, wordsOf), key: topicOf(id), ...PUSH_TERMS[urgencyOf(news.kind)] });
  } catch (error) {
    if (error instanceof BrowserGoneError) {
      await forgetBrowser(db, browser.id, now);
      return null;
    }
    const failures = before + 1;
    const told = error instanceof Error ? error.message : "unknown";
    if (error instanceof MailRefusedError || failures >= MOST_FAILURES) {
      await markGivenUp(db, id, failures, told, now);
      return told;
    }
    const wait = waitAfter(failures);
    const asked = error instanceof TryLaterError && Temporal.Duration.compare(error.after, wait) > 0 ? error.after : wait;
    await markPushFailed(db, id, failures, told, now.add(asked));
    return null;
  }
  await markPushed(db, id, browser.id, now);
  return null;
}

/** At most 32 characters of base64url (RFC 8030, 5.4). */
const topicOf = (id: ClaimedPush["id"]): string => Buffer.from(uuidOf(id).replaceAll("-", ""), "hex").toString("base64url");
