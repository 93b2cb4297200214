import { expect, it } from "vitest";
import { refusalsOfKeys } from "./browser.ts";

const POINT = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]).toString("base64url");
const SECRET = Buffer.alloc(16, 7).toString("base64url");

it("takes a browser's own keys", () => {
  expect(refusalsOfKeys({ p256dh: POINT, auth: SECRET })).toEqual([]);
});

it.each(["", "x", "Lou", "1e400", "AAAAA", "A===", "é", `${SECRET}A`, "A".repeat(101)])("refuses %j, which is no key", (text) => {
  expect(refusalsOfKeys({ p256dh: text, auth: text }).map(({ code, field }) => [code, field])).toEqual([["INVALID_PUSH_SUBSCRIPTION", "p256dh"], ["INVALID_PUSH_SUBSCRIPTION", "auth"]]);
});
