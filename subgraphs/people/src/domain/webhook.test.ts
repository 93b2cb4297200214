import { describe, expect, it } from "vitest";
import { refusalsOfUrl, waitAfter } from "./webhook.ts";

describe("a failure", () => {
  it("is followed by another try, later and later, and after three days by none", () => {
    const waits = Array.from({ length: 10 }, (_, index) => waitAfter(index + 1, 0));
    expect(waits.map((wait) => wait && wait.total("minutes"))).toEqual([5 / 60, 5, 30, 120, 300, 600, 840, 1_200, 1_440, null]);
    expect(waitAfter(2, 1)!.total("seconds")).toBe(330);
  });
});

describe("an address", () => {
  it("is refused with what is wrong with it", () => {
    expect(refusalsOfUrl(null)).toEqual([]);
    expect(refusalsOfUrl("NOT_HTTPS")[0]).toMatchObject({ code: "WEBHOOK_URL_REFUSED", field: "url", message: expect.stringContaining("https://") as string });
  });
});
