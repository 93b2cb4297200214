CREATE TABLE "conventions"."evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"document_id" uuid NOT NULL,
	"convention_id" uuid NOT NULL,
	"seq" smallint NOT NULL,
	"kind" text NOT NULL,
	"capacity" text NOT NULL,
	"rank" smallint NOT NULL,
	"signer_id" uuid NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"document_hash" text NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"detail" "bytea" NOT NULL,
	"mac" text NOT NULL,
	CONSTRAINT "one_chain_a_document" UNIQUE("document_id","seq")
);
--> statement-breakpoint
CREATE TABLE "conventions"."sealed_documents" (
	"document_id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"pdf" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"evidence_head" text NOT NULL,
	"level" text NOT NULL,
	"sealed_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "conventions"."signatures" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "conventions"."signatures" CASCADE;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ALTER COLUMN "candidature_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ALTER COLUMN "offer_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."documents" DROP CONSTRAINT "documents_pkey";--> statement-breakpoint
-- Every convention until now was opened by a candidature.
ALTER TABLE "conventions"."conventions" ADD COLUMN "origin" text NOT NULL DEFAULT 'CANDIDATURE';
--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ALTER COLUMN "origin" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "host_party" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "draft" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "referent_teacher_id" uuid;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "presence_rules_version" text;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "ended_on" date;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "end_cause" text;--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD COLUMN "id" uuid PRIMARY KEY NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD COLUMN "kind" text NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD COLUMN "rank" smallint NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD COLUMN "pdf" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD COLUMN "code" text NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "one_signature_of_a_party" ON "conventions"."evidence" USING btree ("document_id","capacity","rank") WHERE "conventions"."evidence"."kind" = 'SIGNED';--> statement-breakpoint
CREATE UNIQUE INDEX "one_signature_of_a_person" ON "conventions"."evidence" USING btree ("document_id","signer_id") WHERE "conventions"."evidence"."kind" = 'SIGNED';--> statement-breakpoint
CREATE INDEX "evidence_convention_id_index" ON "conventions"."evidence" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "evidence_signer_id_index" ON "conventions"."evidence" USING btree ("signer_id");--> statement-breakpoint
CREATE INDEX "sealed_documents_convention_id_index" ON "conventions"."sealed_documents" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "conventions_referent_teacher_id_id_index" ON "conventions"."conventions" USING btree ("referent_teacher_id","id");--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD CONSTRAINT "documents_code_unique" UNIQUE("code");--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD CONSTRAINT "one_document_a_rank" UNIQUE("convention_id","kind","rank");