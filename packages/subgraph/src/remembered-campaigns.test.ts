import type { Campaign } from "@stages/kernel/campaign.ts";
import { describe, expect, it } from "vitest";
import { rememberCampaigns } from "./remembered-campaigns.ts";

function remembering() {
  const state = { asked: 0, now: 0, failing: false };
  const find = async () => {
    state.asked += 1;
    if (state.failing) throw new Error("no database");
    return [{ id: String(state.asked) }] as unknown as readonly Campaign[];
  };
  return { state, campaigns: rememberCampaigns(find, 5_000, () => state.now) };
}

const idsOf = async (read: Promise<readonly Campaign[]>) => (await read).map(({ id }) => id);

describe("campaigns that searches remember", () => {
  it("are read once for all the searches of five seconds", async () => {
    const { state, campaigns } = remembering();
    expect(await Promise.all([idsOf(campaigns.read(null!)), idsOf(campaigns.read(null!))])).toEqual([["1"], ["1"]]);
    state.now = 4_999;
    expect(await idsOf(campaigns.read(null!))).toEqual(["1"]);
    state.now = 5_000;
    expect(await idsOf(campaigns.read(null!))).toEqual(["2"]);
  });

  it("are read anew as soon as one was changed here, even by whoever asked before", async () => {
    const { campaigns } = remembering();
    const before = campaigns.read(null!);
    campaigns.forget();
    expect(await idsOf(campaigns.read(null!))).toEqual(["2"]);
    expect(await idsOf(before)).toEqual(["1"]);
    expect(await idsOf(campaigns.read(null!))).toEqual(["2"]);
  });

  it("are remembered by whoever had to see them as they are", async () => {
    const { campaigns } = remembering();
    expect([await idsOf(campaigns.read(null!)), await idsOf(campaigns.readAnew(null!)), await idsOf(campaigns.read(null!))]).toEqual([["1"], ["2"], ["2"]]);
  });

  it("are not remembered when they could not be read", async () => {
    const { state, campaigns } = remembering();
    state.failing = true;
    await expect(campaigns.read(null!)).rejects.toThrow("no database");
    state.failing = false;
    expect(await idsOf(campaigns.read(null!))).toEqual(["2"]);
  });
});
