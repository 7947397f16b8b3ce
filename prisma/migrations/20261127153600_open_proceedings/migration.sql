-- The gauges count what is open, which stays few beside what has ended.
CREATE INDEX "proceedings_open" ON "proceedings" ("district_code", "kind") WHERE "ended_at" IS NULL;
