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
ALTER TABLE "conventions"."conventions" ADD COLUMN "amended" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "amendment_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_amendment" ON "conventions"."amendments" USING btree ("convention_id") WHERE "conventions"."amendments"."status" in ('PROPOSED', 'AGREED', 'SIGNING');--> statement-breakpoint
CREATE INDEX "amendments_proposed_by_index" ON "conventions"."amendments" USING btree ("proposed_by");--> statement-breakpoint
CREATE INDEX "attestations_confirmed_by_index" ON "conventions"."attestations" USING btree ("confirmed_by");--> statement-breakpoint
CREATE INDEX "feedback_host_id_status_decided_at_index" ON "conventions"."feedback" USING btree ("host_id","status","decided_at");--> statement-breakpoint
CREATE INDEX "feedback_decided_by_index" ON "conventions"."feedback" USING btree ("decided_by");