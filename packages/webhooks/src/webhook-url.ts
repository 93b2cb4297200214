import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** Why an address cannot be called; null for one that can. What its name leads to is looked at again when it is called. */
export type UrlFault = "NOT_A_URL" | "NOT_HTTPS" | "CREDENTIALS" | "NOT_PUBLIC";

export const MAX_URL_LENGTH = 500;
const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|invalid|example|onion|arpa)$/;

/** In development, one's own machine can be called, in clear. */
export function faultOf(text: string, { allowLoopback = false } = {}): UrlFault | null {
  const url = text.length <= MAX_URL_LENGTH ? URL.parse(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.hash) return "NOT_A_URL";
  if (url.username || url.password) return "CREDENTIALS";
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (allowLoopback && isLoopback(host)) return null;
  if (url.protocol !== "https:") return "NOT_HTTPS";
  if (isIP(host)) return isPublicAddress(host) ? null : "NOT_PUBLIC";
  return !host.includes(".") || INSIDE.test(host) ? "NOT_PUBLIC" : null;
}

export const isLoopback = (host: string): boolean => host === "localhost" || host === "127.0.0.1" || host === "::1";
