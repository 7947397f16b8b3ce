import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Prisma } from '../generated/prisma/client.js';
import { projectRoot } from '../project-root.js';
import type { Database } from '../store/database.js';
import { PolicySchema } from '../store/seed-policy.js';
import { planDirectory } from './directory-plan.js';
import type { Mapping } from './mapping.js';
import type { Held, Plan } from './plan.js';
import type { Warning } from './remarks.js';
import type { Survey } from './survey.js';

/** How many rows of the directory an import created. */
export interface Created {
  districts: number;
  places: number;
  units: number;
  aliases: number;
  categories: number;
}

const PROVENANCE = 'imported';
// A large city's codes are a few thousand rows; only a database in trouble needs longer.
const TRANSACTION = { maxWait: 10_000, timeout: 60_000 };

/**
 * Creates what the file speaks of and the directory lacks, in one transaction that raises the district's revision once.
 * A second import of the same file creates nothing.
 */
export async function bringDirectory(
  { prisma }: Database,
  mapping: Mapping,
  survey: Survey,
): Promise<{ created: Created; warnings: readonly Warning[] }> {
  const { code: districtCode } = mapping.district;
  return prisma.$transaction(async (tx) => {
    // The seed takes the same lock: two that create the same code would collide.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`seed:${districtCode}`}, 0))`;
    const districts = await bringDistrict(tx, mapping);
    const plan = planDirectory(mapping, survey, await readHeld(tx, districtCode));
    const created = { districts, ...(await write(tx, districtCode, plan)) };
    const written = created.places + created.units + created.aliases + created.categories;
    // Whoever caches the directory reads it anew; a district that is itself new was in nobody's cache.
    if (written > 0 && districts === 0) {
      await tx.district.update({ where: { code: districtCode }, data: { revision: { increment: 1 } } });
    }
    return { created, warnings: plan.warnings };
  }, TRANSACTION);
}

/** An unknown district begins with the limits of the demo district: requests cannot be received without any. */
async function bringDistrict(tx: Prisma.TransactionClient, { district }: Mapping): Promise<number> {
  const known = await tx.district.findUnique({ where: { code: district.code } });
  if (known) return 0;
  const path = join(projectRoot(), 'data', 'haibowan', 'policy.json');
  const policy = PolicySchema.parse(JSON.parse(await readFile(path, 'utf8')));
  await tx.district.create({ data: { ...district, provenance: PROVENANCE } });
  await tx.policy.create({ data: { districtCode: district.code, version: 1, body: { ...policy, version: 1 } } });
  return 1;
}

async function readHeld(tx: Prisma.TransactionClient, districtCode: string): Promise<Held> {
  const where = { districtCode };
  const places = await tx.place.findMany({ where });
  const units = await tx.unit.findMany({ where });
  const categories = await tx.category.findMany({ where });
  return {
    places: new Map(places.map((place) => [place.code, place])),
    units: new Map(units.map((unit) => [unit.code, unit])),
    categories: new Map(categories.map((category) => [category.code, category])),
    aliases: await tx.unitAlias.findMany({ where }),
  };
}

async function write(
  tx: Prisma.TransactionClient,
  districtCode: string,
  plan: Plan,
): Promise<Omit<Created, 'districts'>> {
  const imported = <Row extends object>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, districtCode, provenance: PROVENANCE }));
  const { count: places } = await tx.place.createMany({ data: imported(plan.places) });
  const { count: units } = await tx.unit.createMany({ data: imported(plan.units) });
  const { count: aliases } = await tx.unitAlias.createMany({ data: imported(plan.aliases) });
  const { count: categories } = await tx.category.createMany({ data: imported(plan.categories) });
  return { places, units, aliases, categories };
}
