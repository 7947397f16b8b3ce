import { localDay } from '../domain/calendar.js';
import type { Database } from './database.js';

/**
 * Ends a unit with today, names its successor, and lets the dispatch catalogue name the successor too, in one row where both
 * stood, and whatever else the directory says of the unit: powers, service matters, rosters, seats, mediators. Its officers are
 * the successor's, too, and go on reading what they did before. Every reader of the directory sees it at once. A second time changes nothing.
 */
export async function abolishUnit(
  { prisma }: Database,
  { district: districtCode, from, to }: { district: string; from: string; to: string },
): Promise<void> {
  const validUntil = new Date(localDay(new Date().toISOString()));
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.unit.updateMany({
      where: { districtCode, code: from, successorCode: null },
      data: { validUntil, successorCode: to },
    });
    if (count === 0) return;
    const rows = await tx.dispatchCatalogueRow.findMany({ where: { districtCode, unitCode: { in: [from, to] } } });
    const placeOf = (row: (typeof rows)[number]) => JSON.stringify([row.categoryCode, row.placeCode, row.lead]);
    const standing = new Set(rows.filter(({ unitCode }) => unitCode === to).map(placeOf));
    const doubled = rows.filter((row) => row.unitCode === from && standing.has(placeOf(row))).map(({ id }) => id);
    await tx.dispatchCatalogueRow.deleteMany({ where: { id: { in: doubled } } });
    await tx.dispatchCatalogueRow.updateMany({ where: { districtCode, unitCode: from }, data: { unitCode: to } });
    const passes = { where: { districtCode, unitCode: from }, data: { unitCode: to } };
    await tx.power.updateMany(passes);
    await tx.serviceMatter.updateMany(passes);
    const officers = await tx.accountRole.findMany({
      where: { role: 'enforcement_officer', scopeKind: 'unit', scopeCode: from, account: { districtCode } },
    });
    await tx.accountRole.createMany({
      data: officers.map((held) => ({ ...held, scopeCode: to })),
      skipDuplicates: true,
    });
    await tx.stationing.updateMany(passes);
    await tx.committeeMember.updateMany(passes);
    await tx.mediator.updateMany(passes);
    await tx.district.update({ where: { code: districtCode }, data: { revision: { increment: 1 } } });
  });
}
