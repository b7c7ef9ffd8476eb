CREATE TABLE "cursors" (
	"shop" text NOT NULL,
	"name" text NOT NULL,
	"value" json NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cursors_shop_name_pk" PRIMARY KEY("shop","name")
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"shop" text NOT NULL,
	"import_id" text NOT NULL,
	"order_id" text NOT NULL,
	"name" text NOT NULL,
	"number" integer NOT NULL,
	"ordered_at" timestamp (3) with time zone NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"finding" text NOT NULL,
	"detail" json NOT NULL,
	"choice" text,
	"outcome" text,
	CONSTRAINT "import_rows_shop_import_id_order_id_pk" PRIMARY KEY("shop","import_id","order_id")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"shop" text NOT NULL,
	"id" text NOT NULL,
	"company_id" text NOT NULL,
	"phase" text NOT NULL,
	"paused" boolean NOT NULL,
	"plan" json NOT NULL,
	"progress" json NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "imports_shop_id_pk" PRIMARY KEY("shop","id")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"shop" text NOT NULL,
	"key" text NOT NULL,
	"company_id" text NOT NULL,
	"finding" text NOT NULL,
	"state" text NOT NULL,
	"sku" text NOT NULL,
	"variant_id" text,
	"article_id" integer,
	"line" json NOT NULL,
	"print" text NOT NULL,
	"approved_fields" json,
	"cause" text,
	"search_text" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "products_shop_key_pk" PRIMARY KEY("shop","key")
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "problem" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "facts" json;--> statement-breakpoint
CREATE INDEX "import_rows_oldest" ON "import_rows" USING btree ("shop","import_id","ordered_at","order_id");--> statement-breakpoint
CREATE INDEX "import_rows_by_finding" ON "import_rows" USING btree ("shop","import_id","finding","ordered_at","order_id");--> statement-breakpoint
CREATE INDEX "import_rows_open" ON "import_rows" USING btree ("shop","import_id","ordered_at","order_id") WHERE outcome is null;--> statement-breakpoint
CREATE INDEX "import_rows_under_way" ON "import_rows" USING btree ("shop","order_id") WHERE outcome = 'rung';--> statement-breakpoint
CREATE INDEX "imports_newest" ON "imports" USING btree ("shop","created_at","id");--> statement-breakpoint
CREATE INDEX "products_by_finding" ON "products" USING btree ("shop","finding","sku","key");--> statement-breakpoint
CREATE INDEX "products_approved" ON "products" USING btree ("shop","key") WHERE state = 'approved';--> statement-breakpoint
CREATE INDEX "orders_by_problem" ON "orders" USING btree ("shop","problem","processed_at","order_id") WHERE problem is not null;--> statement-breakpoint
CREATE INDEX "orders_by_gateways" ON "orders" USING btree ("shop","gateways","processed_at","order_id");--> statement-breakpoint
CREATE INDEX "orders_by_total" ON "orders" USING btree ("shop","total_minor");--> statement-breakpoint
CREATE INDEX "orders_by_invoice_total" ON "orders" USING btree ("shop","invoice_total_minor") WHERE invoice_total_minor is not null;--> statement-breakpoint
INSERT INTO "cursors" ("shop", "name", "value", "at") SELECT "company_id", "kind", "value", "fetched_at" FROM "companies" WHERE "kind" IN ('sweep-cursor', 'invoices-looked-through', 'metafield-definitions', 'rates-seen') AND "value" IS NOT NULL;--> statement-breakpoint
DELETE FROM "companies" WHERE "kind" IN ('sweep-cursor', 'invoices-looked-through', 'metafield-definitions', 'rates-seen', 'stock-state');--> statement-breakpoint
UPDATE "orders" SET "problem" = "detail" #>> '{problem,reason}' WHERE "state" = 'problem';
