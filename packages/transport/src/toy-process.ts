import { createPublicKey } from "node:crypto";
import { runServedProcess } from "./served-process.ts";
import { serveSubgraph } from "./serve.ts";
import { ToyServable } from "./toy-servable.ts";

/** Answers when it is told to, over the channel by which it was started. */
class HeldToy extends ToyServable {
  override async beforeAnswer(): Promise<void> {
    const released = new Promise((resolve) => process.once("message", resolve));
    process.send!({ asked: true });
    await released;
  }
}

await runServedProcess(async () => {
  const served = await serveSubgraph(new HeldToy(), { port: 0, host: "127.0.0.1", verificationKey: createPublicKey(process.env["STAGES_INTERNAL_VERIFICATION_KEY"]!) });
  return { url: served.url, stop: () => served.close() };
});
