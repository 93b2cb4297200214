CREATE TABLE "conventions"."amendments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"status" text NOT NULL,
	"rank" smallint,
	"document_id" uuid,
	"changes" "bytea" NOT NULL,
	"reason" "bytea" NOT NULL,
	"tutor" text,
	"referent_teacher_id" uuid,
	"proposed_at" timestamp (6) with time zone NOT NULL,
	"proposed_by" uuid NOT NULL,
	"agreed_at" timestamp (6) with time zone,
	"signed_at" timestamp (6) with time zone,
	"abandoned_at" timestamp (6) with time zone,
	CONSTRAINT "one_amendment_a_rank" UNIQUE("convention_id","rank")
);
--> statement-breakpoint
CREATE TABLE "conventions"."attestations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"status" text NOT NULL,
	"requested_at" timestamp (6) with time zone NOT NULL,
	"requested_by" uuid NOT NULL,
	"confirmed_at" timestamp (6) with time zone,
	"confirmed_by" uuid,
	"signed_at" timestamp (6) with time zone,
	"document_id" uuid,
	"days" "bytea",
	CONSTRAINT "one_attestation_a_convention" UNIQUE("convention_id")
);
--> statement-breakpoint
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
CREATE TABLE "conventions"."feedback" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"status" text NOT NULL,
	"answer" "bytea" NOT NULL,
	"given_at" timestamp (6) with time zone NOT NULL,
	"decided_at" timestamp (6) with time zone,
	"decided_by" uuid,
	"reason" "bytea",
	"batch" integer,
	CONSTRAINT "one_feedback_a_convention" UNIQUE("convention_id")
);
--> statement-breakpoint
CREATE TABLE "conventions"."feedback_batches" (
	"host_id" uuid NOT NULL,
	"rank" integer NOT NULL,
	"answers" smallint NOT NULL,
	"ratings" smallint NOT NULL,
	"recommendations" smallint NOT NULL,
	CONSTRAINT "feedback_batches_host_id_rank_pk" PRIMARY KEY("host_id","rank")
);
--> statement-breakpoint
CREATE TABLE "conventions"."feedback_words" (
	"host_id" uuid NOT NULL,
	"rank" integer NOT NULL,
	"comments" "bytea" NOT NULL,
	"closed_on" date NOT NULL,
	CONSTRAINT "feedback_words_host_id_rank_pk" PRIMARY KEY("host_id","rank")
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
ALTER TABLE "conventions"."conventions" ADD COLUMN "amended" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "amendment_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_amendment" ON "conventions"."amendments" USING btree ("convention_id") WHERE "conventions"."amendments"."status" in ('PROPOSED', 'AGREED', 'SIGNING');--> statement-breakpoint
CREATE INDEX "amendments_proposed_by_index" ON "conventions"."amendments" USING btree ("proposed_by");--> statement-breakpoint
CREATE INDEX "attestations_confirmed_by_index" ON "conventions"."attestations" USING btree ("confirmed_by");--> statement-breakpoint
CREATE INDEX "delegations_school_uai_index" ON "conventions"."delegations" USING btree ("school_uai");--> statement-breakpoint
CREATE INDEX "delegations_host_id_index" ON "conventions"."delegations" USING btree ("host_id");--> statement-breakpoint
CREATE INDEX "evidence_chains_convention_id_index" ON "conventions"."evidence_chains" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "feedback_host_id_status_decided_at_index" ON "conventions"."feedback" USING btree ("host_id","status","decided_at");--> statement-breakpoint
CREATE INDEX "feedback_decided_by_index" ON "conventions"."feedback" USING btree ("decided_by");--> statement-breakpoint
CREATE INDEX "signature_codes_person_id_documents_hash_id_index" ON "conventions"."signature_codes" USING btree ("person_id","documents_hash","id");