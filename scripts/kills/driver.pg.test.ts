import { describe, expect, it } from "vitest";
import { driverUnderKills } from "./driver.ts";

describe("postgres.js, asked more than it has connections while its server is killed", () => {
  it("answers everything, by rows or by an error, once the server is back, and throws nothing outside of a promise", async () => {
    const { asked, ...wrong } = await driverUnderKills("patched", 8);
    expect(asked).toBeGreaterThan(500);
    expect(wrong).toEqual({ unanswered: 0, thrown: 0 });
  });

  it("left questions without any answer, or threw, as it is published: the control", async () => {
    const { unanswered, thrown } = await driverUnderKills("published", 25);
    expect(unanswered + thrown).toBeGreaterThan(0);
  });
});
