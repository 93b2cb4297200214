CREATE TABLE "people"."idempotency_keys" (
	"person_id" uuid NOT NULL,
	"mutation" text NOT NULL,
	"key" varchar(64) NOT NULL,
	"fingerprint" varchar(64) NOT NULL,
	"made" jsonb,
	"at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_person_id_mutation_key_pk" PRIMARY KEY("person_id","mutation","key")
);
--> statement-breakpoint
CREATE INDEX "idempotency_keys_at_index" ON "people"."idempotency_keys" USING btree ("at");