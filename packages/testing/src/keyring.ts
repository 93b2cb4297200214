import { useDevelopmentKeys } from "@stages/vault/vault.ts";

/** Each test process works under the keys of development, as `npm start` does. */
useDevelopmentKeys();
