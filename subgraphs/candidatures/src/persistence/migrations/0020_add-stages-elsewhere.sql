CREATE TABLE "candidatures"."stages_elsewhere" (
	"convention_id" uuid PRIMARY KEY NOT NULL,
	"student_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"period" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "stages_elsewhere_student_id_index" ON "candidatures"."stages_elsewhere" USING btree ("student_id");