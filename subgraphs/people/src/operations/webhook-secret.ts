import { randomBytes } from "node:crypto";

/** As Standard Webhooks writes them; 24 bytes are the least that it takes, 64 the most. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;
