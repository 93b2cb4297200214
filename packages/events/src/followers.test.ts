import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import type { LoggedEvent } from "./bus.ts";
import { type Follower, Followers } from "./followers.ts";

const [mine, other, host] = [newId("convention"), newId("convention"), newId("host")];
const anEvent = (type: string, payload: object, key = "key") => ({ id: "id", type, key, payload, position: 1 }) as unknown as LoggedEvent;
const changed = (conventionId: string) => anEvent("ConventionStatusChanged", { conventionId, hostId: host });

let asked: string[] = [];
const follower = (name: string, keys: readonly string[] | null, types: Follower["types"] = ["ConventionStatusChanged"]): Follower => ({ types, keys, push: () => void asked.push(name) });
const handed = (followers: Followers, event: LoggedEvent) => {
  asked = [];
  for (const one of followers.of(event)) one.push(event);
  return asked.toSorted();
};

describe("followers", () => {
  it("are found by what they follow, and those of everything besides", () => {
    const followers = new Followers();
    followers.add(follower("all", null));
    followers.add(follower("mine", [mine]));
    followers.add(follower("other", [other]));
    followers.add(follower("elsewhere", null, ["OfferClosed"]));
    expect(handed(followers, changed(mine))).toEqual(["all", "mine"]);
    expect(handed(followers, changed(other))).toEqual(["all", "other"]);
  });

  it("are handed an event once, however many of their keys it names", () => {
    const followers = new Followers();
    followers.add(follower("both", [mine, host]));
    expect(handed(followers, changed(mine))).toEqual(["both"]);
  });

  it("are found by the event's own key, and by their type alone", () => {
    const followers = new Followers();
    followers.add(follower("keyed", ["run"], ["ConventionsValidationProgressed"]));
    expect(handed(followers, anEvent("ConventionsValidationProgressed", {}, "run"))).toEqual(["keyed"]);
    expect(handed(followers, anEvent("OfferClosed", {}, "run"))).toEqual([]);
  });

  it("are not found once they have left, and nothing is kept of them", () => {
    const followers = new Followers();
    const one = follower("one", [mine]);
    followers.add(one);
    followers.delete(one);
    followers.delete(one);
    expect(handed(followers, changed(mine))).toEqual([]);
    expect([...followers]).toEqual([]);
  });

  it("of ten thousand conventions are not asked of an event of one", () => {
    const followers = new Followers();
    for (let n = 0; n < 10_000; n++) followers.add(follower(`convention ${n}`, [`convention ${n}`]));
    expect(handed(followers, changed("convention 7"))).toEqual(["convention 7"]);
    // The control: those who follow everything are all asked.
    for (let n = 0; n < 10_000; n++) followers.add(follower(`everything ${n}`, null));
    expect(handed(followers, changed("convention 7"))).toHaveLength(10_001);
  });
});
