CREATE TABLE `cursors` (
	`shop` text NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`shop`, `name`)
);
--> statement-breakpoint
CREATE TABLE `import_rows` (
	`shop` text NOT NULL,
	`import_id` text NOT NULL,
	`order_id` text NOT NULL,
	`name` text NOT NULL,
	`number` integer NOT NULL,
	`ordered_at` integer NOT NULL,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`finding` text NOT NULL,
	`detail` text NOT NULL,
	`choice` text,
	`outcome` text,
	PRIMARY KEY(`shop`, `import_id`, `order_id`)
);
--> statement-breakpoint
CREATE INDEX `import_rows_oldest` ON `import_rows` (`shop`,`import_id`,`ordered_at`,`order_id`);--> statement-breakpoint
CREATE INDEX `import_rows_by_finding` ON `import_rows` (`shop`,`import_id`,`finding`,`ordered_at`,`order_id`);--> statement-breakpoint
CREATE INDEX `import_rows_open` ON `import_rows` (`shop`,`import_id`,`ordered_at`,`order_id`) WHERE outcome is null;--> statement-breakpoint
CREATE INDEX `import_rows_under_way` ON `import_rows` (`shop`,`order_id`) WHERE outcome = 'rung';--> statement-breakpoint
CREATE TABLE `imports` (
	`shop` text NOT NULL,
	`id` text NOT NULL,
	`company_id` text NOT NULL,
	`phase` text NOT NULL,
	`paused` integer NOT NULL,
	`plan` text NOT NULL,
	`progress` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	PRIMARY KEY(`shop`, `id`)
);
--> statement-breakpoint
CREATE INDEX `imports_newest` ON `imports` (`shop`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `products` (
	`shop` text NOT NULL,
	`key` text NOT NULL,
	`company_id` text NOT NULL,
	`finding` text NOT NULL,
	`state` text NOT NULL,
	`sku` text NOT NULL,
	`variant_id` text,
	`article_id` integer,
	`line` text NOT NULL,
	`print` text NOT NULL,
	`approved_fields` text,
	`cause` text,
	`search_text` text NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`shop`, `key`)
);
--> statement-breakpoint
CREATE INDEX `products_by_finding` ON `products` (`shop`,`finding`,`sku`,`key`);--> statement-breakpoint
CREATE INDEX `products_approved` ON `products` (`shop`,`key`) WHERE state = 'approved';--> statement-breakpoint
ALTER TABLE `orders` ADD `problem` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `facts` text;--> statement-breakpoint
CREATE INDEX `orders_by_problem` ON `orders` (`shop`,`problem`,`processed_at`,`order_id`) WHERE problem is not null;--> statement-breakpoint
CREATE INDEX `orders_by_gateways` ON `orders` (`shop`,`gateways`,`processed_at`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_by_total` ON `orders` (`shop`,`total_minor`);--> statement-breakpoint
CREATE INDEX `orders_by_invoice_total` ON `orders` (`shop`,`invoice_total_minor`) WHERE invoice_total_minor is not null;--> statement-breakpoint
INSERT INTO `cursors` (`shop`, `name`, `value`, `at`) SELECT `company_id`, `kind`, `value`, `fetched_at` FROM `companies` WHERE `kind` IN ('sweep-cursor', 'invoices-looked-through', 'metafield-definitions', 'rates-seen') AND `value` IS NOT NULL;--> statement-breakpoint
DELETE FROM `companies` WHERE `kind` IN ('sweep-cursor', 'invoices-looked-through', 'metafield-definitions', 'rates-seen', 'stock-state');--> statement-breakpoint
UPDATE `orders` SET `problem` = json_extract(`detail`, '$.problem.reason') WHERE `state` = 'problem';
