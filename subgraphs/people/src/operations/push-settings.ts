import { PUSH_SERVICES, type AcceptedServices } from "@stages/mail/push-services.ts";
import { pushSender, type SendPush } from "@stages/mail/push.ts";
import { type VapidKeys, vapidKeysOf } from "@stages/mail/vapid.ts";
import { blindIndex } from "@stages/vault/vault.ts";

export interface PushSettings {
  readonly services: AcceptedServices;
  readonly keys: () => VapidKeys;
  readonly send: SendPush;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Nobody answers there: it is what a push service would write to about a development machine. */
const NOBODY = "mailto:personne@stages.example";

/**
 * The keys by which push services know this platform are made of its keyring, which every process has and which outlives them
 * all: one secret fewer to keep, and no browser is lost with it.
 */
export function pushSettings(environment: Environment): PushSettings {
  const read = (name: string) => environment[name]?.trim() || null;
  const hosts = read("STAGES_PUSH_SERVICES")?.split(",").map((host) => host.trim()) ?? PUSH_SERVICES;
  const services = { hosts, loopback: environment["NODE_ENV"] !== "production" };
  const publicUrl = read("STAGES_PUBLIC_URL")?.replace(/\/+$/, "");
  const subject = publicUrl?.startsWith("https:") ? publicUrl : NOBODY;
  // When first asked for: the keyring is put in use after the modules are read.
  let made: { readonly keys: VapidKeys; readonly send: SendPush } | null = null;
  const make = () => {
    const keys = vapidKeysOf((attempt) => Buffer.from(blindIndex("VAPID", String(attempt)), "hex"));
    return (made ??= { keys, send: pushSender({ keys, subject, services }) });
  };
  return { services, keys: () => make().keys, send: (browser, push) => make().send(browser, push) };
}
