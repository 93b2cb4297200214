CREATE TABLE "people"."host_invitations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people"."host_invitations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"host_id" uuid NOT NULL,
	"email_index" varchar(64) NOT NULL,
	"address" "bytea" NOT NULL,
	"recipient_id" uuid NOT NULL,
	"invited_at" timestamp (6) with time zone NOT NULL,
	"invited_by" uuid NOT NULL,
	"claimed_at" timestamp (6) with time zone,
	"person_id" uuid
);
--> statement-breakpoint
CREATE TABLE "people"."hosts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"legal_name" text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "one_invitation_that_waits" ON "people"."host_invitations" USING btree ("host_id","email_index") WHERE "people"."host_invitations"."claimed_at" is null;--> statement-breakpoint
CREATE INDEX "host_invitations_that_wait" ON "people"."host_invitations" USING btree ("email_index") WHERE "people"."host_invitations"."claimed_at" is null;--> statement-breakpoint
CREATE INDEX "host_invitations_person_id_index" ON "people"."host_invitations" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "host_invitations_invited_by_index" ON "people"."host_invitations" USING btree ("invited_by");--> statement-breakpoint
CREATE INDEX "grants_by_host" ON "people"."grants" USING btree ("host_id") WHERE "people"."grants"."host_id" is not null;