import { expect, it } from "vitest";
import { BusUnreachableError } from "./bus-unreachable.ts";
import { transienceOfEvent } from "./set-aside.ts";

it("a log that is away has refused nothing by itself: what was told waits for it", () => {
  expect(transienceOfEvent(new BusUnreachableError("NATS does not answer", { cause: new Error("no responders") }))).toBe("SERVER");
});

it("an event that is refused while the log takes others is", () => {
  expect(transienceOfEvent(new Error("maximum payload exceeded"))).toBeNull();
});
