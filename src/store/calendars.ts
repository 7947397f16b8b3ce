import type { Calendar } from '../domain/calendar.js';
import type { Database } from './database.js';

/**
 * Publishes day tables that the record does not have yet, and raises every district's revision when it did. An amended
 * year comes with a higher version beside the old one, which stays.
 */
export async function publishCalendars({ prisma }: Database, calendar: Calendar): Promise<number> {
  const rows = Object.entries(calendar.years).map(([year, { version, off, work }]) => ({
    year: Number(year),
    version,
    body: { off: [...off], work: [...work], officeHours: calendar.officeHours.map((span) => [...span]) },
  }));
  return prisma.$transaction(async (tx) => {
    const { count } = await tx.calendarYear.createMany({ data: rows, skipDuplicates: true });
    if (count > 0) await tx.district.updateMany({ data: { revision: { increment: 1 } } });
    return count;
  });
}
