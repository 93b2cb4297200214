CREATE TABLE "people"."sign_ins" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people"."sign_ins_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"match" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."territory_invitations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people"."territory_invitations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email_index" varchar(64) NOT NULL,
	"role" text NOT NULL,
	"academy" varchar(2),
	"invited_at" timestamp (6) with time zone NOT NULL,
	"invited_by" uuid,
	"claimed_at" timestamp (6) with time zone,
	"person_id" uuid,
	CONSTRAINT "one_invitation_per_territory" UNIQUE NULLS NOT DISTINCT("email_index","role","academy")
);
--> statement-breakpoint
CREATE INDEX "sign_ins_person_id_index" ON "people"."sign_ins" USING btree ("person_id");