import { expect, it } from "vitest";
import { refusalsOfKeys } from "./browser.ts";

const bytes = (length: number, first = 4) => Buffer.from([first, ...Array<number>(length - 1).fill(7)]).toString("base64url");
const fieldsOf = (p256dh: string, auth: string) => refusalsOfKeys({ p256dh, auth }).map(({ field }) => field);

it("takes the keys of a browser as they are", () => {
  expect(fieldsOf(bytes(65), bytes(16))).toEqual([]);
});

it.each([
  ["a compressed point", bytes(33, 2), bytes(16), ["p256dh"]],
  ["a key too short", bytes(64), bytes(16), ["p256dh"]],
  ["a secret too long", bytes(65), bytes(17), ["auth"]],
  ["plain base64", `${bytes(65)}==`, bytes(16), ["p256dh"]],
  ["nothing", "", "", ["p256dh", "auth"]],
  ["far too much", "A".repeat(10_000), bytes(16), ["p256dh"]],
])("refuses %s", (_, p256dh, auth, fields) => {
  expect(fieldsOf(p256dh, auth)).toEqual(fields);
});
