import { expect, it } from "vitest";
import { parseEndpoint, PUSH_SERVICES } from "./push-services.ts";

const accepts = (text: string, loopback = false) => parseEndpoint(text, { hosts: PUSH_SERVICES, loopback }) !== null;

it.each([
  "https://fcm.googleapis.com/fcm/send/dXp:APA91b",
  "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
  "https://wns2-par02p.notify.windows.com/w/?token=BQ",
  "https://web.push.apple.com/QGuQ",
])("posts where browsers have their messages brought: %s", (text) => {
  expect(accepts(text)).toBe(true);
});

it.each([
  "http://fcm.googleapis.com/fcm/send/a",
  "https://fcm.googleapis.com:8443/a",
  "https://account:secret@fcm.googleapis.com/a",
  "https://fcm.googleapis.com.elsewhere.example/a",
  "https://notfcm.googleapis.com/a",
  "https://push.apple.com.evil.example/a",
  "https://evilpush.apple.com.evil/a",
  "https://push.services.mozilla.com@elsewhere.example/a",
  "https://169.254.169.254/latest/meta-data",
  "https://127.0.0.1/a",
  "http://localhost:5432/",
  "http://[::1]/",
  "file:///etc/passwd",
  `https://fcm.googleapis.com/${"a".repeat(2_000)}`,
  "",
])("posts nowhere else: %s", (text) => {
  expect(accepts(text)).toBe(false);
});

it("posts to this machine where it is told so, and to no other in clear", () => {
  expect(["http://127.0.0.1:4009/push/1", "http://localhost/a", "http://10.0.0.1/a", "http://fcm.googleapis.com/a"].map((text) => accepts(text, true))).toEqual([true, true, false, false]);
});
