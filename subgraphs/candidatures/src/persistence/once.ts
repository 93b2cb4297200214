import { onceIn } from "@stages/database/idempotency.ts";
import { idempotencyKeys } from "./tables.ts";

export const once = onceIn(idempotencyKeys);
