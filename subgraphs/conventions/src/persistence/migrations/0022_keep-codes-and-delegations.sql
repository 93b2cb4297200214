CREATE TABLE "conventions"."delegations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"capacity" text NOT NULL,
	"school_uai" varchar(8),
	"host_id" uuid,
	"by_person_id" uuid NOT NULL,
	"to_person_id" uuid,
	"to_tutor" "bytea",
	"tutor" text,
	"until" date NOT NULL,
	"given_at" timestamp (6) with time zone NOT NULL,
	"withdrawn_at" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE TABLE "conventions"."evidence_chains" (
	"document_id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"document_hash" text NOT NULL,
	"content_hash" text NOT NULL,
	"length" smallint NOT NULL,
	"head" text NOT NULL,
	"completed_at" timestamp (6) with time zone,
	"mac" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."signature_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"capacity" text NOT NULL,
	"documents_hash" text NOT NULL,
	"channel" text NOT NULL,
	"code" text NOT NULL,
	"issued_at" timestamp (6) with time zone NOT NULL,
	"expires_at" timestamp (6) with time zone NOT NULL,
	"tries" smallint NOT NULL,
	"used_at" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE INDEX "delegations_school_uai_index" ON "conventions"."delegations" USING btree ("school_uai");--> statement-breakpoint
CREATE INDEX "delegations_host_id_index" ON "conventions"."delegations" USING btree ("host_id");--> statement-breakpoint
CREATE INDEX "evidence_chains_convention_id_index" ON "conventions"."evidence_chains" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "signature_codes_person_id_documents_hash_id_index" ON "conventions"."signature_codes" USING btree ("person_id","documents_hash","id");