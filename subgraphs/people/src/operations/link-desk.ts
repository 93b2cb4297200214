import { randomBytes } from "node:crypto";

/** What it takes to write a link down for someone. */
export interface LinkDesk {
  /** 256 bits at random, as 43 characters that an address can hold. */
  readonly newSecret: () => string;
  /** Where people reach the platform; null in development, where the page that shows the mail knows its own address. */
  readonly publicUrl: string | null;
}

export const newSecret = (): string => randomBytes(32).toString("base64url");

/** By which the gateway tells a link's session from an issuer's token; and a scanner of leaked secrets, ours from others. */
export const SESSION_PREFIX = "stl_";

/** In the fragment, which no browser sends: neither logs nor referrers ever have it. */
export const addressOf = ({ publicUrl }: Pick<LinkDesk, "publicUrl">, token: string): string => `${publicUrl ?? ""}/lien#${token}`;
