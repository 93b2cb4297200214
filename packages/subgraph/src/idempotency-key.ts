/** Of the field `idempotencyKey` that every creating mutation's input has. */
export const IDEMPOTENCY_KEY = {
  nullable: true,
  defaultValue: null,
  description:
    "A key of the client's own, best a UUID, made when the form opens and sent again with each retry: what is asked twice under it is made once, and the answer is what was made, as it is now. Kept 7 days, for this person and this mutation; a refused attempt keeps none. Without a key each request counts. Errors: INVALID_IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_REUSED when the input is another one.",
} as const;
