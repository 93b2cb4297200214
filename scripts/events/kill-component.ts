import { setTimeout as delay } from "node:timers/promises";
import type { Component, Platform } from "@stages/standalone/platform.ts";

/** Kills a process of the platform without a word, and waits until its supervisor has it answer again. */
export async function killComponent(platform: Platform, component: Component): Promise<void> {
  const former = platform.pidOf(component);
  if (former !== null) process.kill(former, "SIGKILL");
  const url = platform.urlOf(component)!;
  for (;;) {
    const pid = platform.pidOf(component);
    if (pid !== null && pid !== former && (await answers(url))) return;
    await delay(50);
  }
}

const answers = (url: string) => fetch(url, { method: "HEAD" }).then(() => true, () => false);
