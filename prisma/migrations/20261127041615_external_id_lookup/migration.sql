-- CreateIndex
CREATE INDEX "external_ids_id_idx" ON "external_ids"("id");
