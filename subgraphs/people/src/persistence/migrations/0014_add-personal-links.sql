CREATE TABLE "people"."link_requests" (
	"address_index" varchar(64) PRIMARY KEY NOT NULL,
	"address" "bytea" NOT NULL,
	"requested_at" timestamp (6) with time zone NOT NULL,
	"answered_at" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE TABLE "people"."outgoing_mails" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people"."outgoing_mails_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recipient_id" uuid NOT NULL,
	"written_at" timestamp (6) with time zone NOT NULL,
	"expires_at" timestamp (6) with time zone NOT NULL,
	"mail" "bytea",
	"failures" smallint NOT NULL,
	"next_attempt_at" timestamp (6) with time zone,
	"sent_at" timestamp (6) with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "people"."personal_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"convention_id" uuid NOT NULL,
	"student_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"host_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"address" "bytea",
	"address_index" varchar(64),
	"token_hash" varchar(64) NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"created_by" uuid,
	"expires_at" timestamp (6) with time zone NOT NULL,
	"opened_at" timestamp (6) with time zone,
	"session_hash" varchar(64),
	"session_expires_at" timestamp (6) with time zone,
	"revoked_at" timestamp (6) with time zone,
	"revoked_why" text,
	CONSTRAINT "personal_links_tokenHash_unique" UNIQUE("token_hash"),
	CONSTRAINT "personal_links_sessionHash_unique" UNIQUE("session_hash")
);
--> statement-breakpoint
ALTER TABLE "people"."conventions" ADD COLUMN "host_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."conventions" ADD COLUMN "tutor" "bytea";--> statement-breakpoint
ALTER TABLE "people"."conventions" ADD COLUMN "tutor_index" varchar(64);--> statement-breakpoint
CREATE INDEX "link_requests_to_answer" ON "people"."link_requests" USING btree ("requested_at") WHERE "people"."link_requests"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "mails_to_send" ON "people"."outgoing_mails" USING btree ("next_attempt_at","id") WHERE "people"."outgoing_mails"."mail" is not null;--> statement-breakpoint
CREATE INDEX "outgoing_mails_recipient_id_index" ON "people"."outgoing_mails" USING btree ("recipient_id");--> statement-breakpoint
CREATE UNIQUE INDEX "only_the_newest_works" ON "people"."personal_links" USING btree ("convention_id","purpose","person_id") WHERE "people"."personal_links"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "personal_links_student_id_index" ON "people"."personal_links" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "personal_links_person_id_index" ON "people"."personal_links" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "links_by_address" ON "people"."personal_links" USING btree ("address_index") WHERE "people"."personal_links"."address_index" is not null;--> statement-breakpoint
CREATE INDEX "conventions_by_tutor" ON "people"."conventions" USING btree ("tutor_index") WHERE "people"."conventions"."tutor_index" is not null;