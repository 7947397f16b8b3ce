import { z } from 'zod';
import { code, day, instant, lineText, NEEDED, rule } from '../../commands/texts.js';
import {
  CHAIN_LEVEL_NAMES,
  NETWORK_CHANGES,
  ORGANISATION_KINDS,
  PLACEMENT_WAYS,
  PLACE_KINDS,
} from '../../domain/vocabulary.js';

/** The shapes of the organisation network's routes. */

const time = z.iso.datetime();
const span = { from: z.string().optional(), until: z.string().optional() };
const paging = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
/** On which day; and as believed when, where that is not now. */
const when = { on: day.optional(), asOf: instant.optional() };
const ENDS_EARLY = rule('须晚于开始日', 'must come after from');
/** Ordinary words about organisations: they stand in clear beside the change. */
const reason = lineText(500);

const isOrdered = ({ from, until }: { from?: string | undefined; until?: string | undefined }) =>
  from === undefined || until === undefined || from < until;
const ORDERED = { error: ENDS_EARLY, path: ['until'] };

export const ChangeSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(NETWORK_CHANGES),
    /** The organisations, placements or places that it names. */
    subjects: z.array(z.string()),
    reason: z.string(),
    approver: z.object({ account: z.string(), role: z.string(), unit: z.string().optional() }),
    recordedAt: time,
  })
  .meta({ id: 'NetworkChange' });

export const PlacementSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    organisation: z.string(),
    name: z.string().nullable(),
    place: z.string(),
    way: z.enum(PLACEMENT_WAYS),
    ...span,
    recordedAt: time,
    supersededAt: time.optional(),
    /** Who approved it, and why; what else it named is told by the list of changes. */
    change: ChangeSchema.omit({ subjects: true }).meta({ id: 'NetworkChangeBehind' }).optional(),
  })
  .meta({ id: 'Placement' });

export const ChangedSchema = z
  .object({ change: ChangeSchema, placements: z.array(PlacementSchema) })
  .meta({ id: 'NetworkChanged' });

export const OrganisationSchema = z
  .object({ code: z.string(), version: z.int(), kind: z.enum(ORGANISATION_KINDS), name: z.string(), ...span })
  .meta({ id: 'Organisation' });

export const OrganisationPageSchema = z.object({
  organisations: z.array(OrganisationSchema),
  nextCursor: z.string().optional(),
});

export const PlacedOrganisationSchema = OrganisationSchema.extend({
  placements: z.array(PlacementSchema),
  /** Who stands above it where it leads, the narrowest first. */
  above: z.array(z.object({ level: z.enum(CHAIN_LEVEL_NAMES as [string, ...string[]]), organisation: z.string() })),
}).meta({ id: 'PlacedOrganisation' });

export const PlacementPageSchema = z.object({
  placements: z.array(PlacementSchema),
  nextCursor: z.string().optional(),
});
export const ChangePageSchema = z.object({ changes: z.array(ChangeSchema), nextCursor: z.string().optional() });

export const CoverageSchema = z
  .object({
    place: z.string(),
    on: z.string(),
    asOf: time,
    /** The place and what it lay in, the narrowest first; empty where it did not exist. */
    line: z.array(z.object({ code: z.string(), kind: z.enum(PLACE_KINDS), name: z.string() })),
    chain: z.array(
      PlacementSchema.extend({ level: z.enum(CHAIN_LEVEL_NAMES as [string, ...string[]]) }).meta({ id: 'Responsible' }),
    ),
    beside: z.array(PlacementSchema),
  })
  .meta({ id: 'Coverage' });

export const ReportSchema = z
  .object({
    day: z.string(),
    /** 基层党组织; groups and hub households are counted apart. */
    organisations: z.int(),
    byKind: z.record(z.string(), z.int()),
    grids: z.int(),
    buildings: z.int(),
    gridsWithoutBranch: z.array(z.string()),
    buildingsWithoutGroup: z.array(z.string()),
    placedNowhere: z.array(z.string()),
    inTooManyGrids: z.array(z.object({ organisation: z.string(), grids: z.int() })),
    /** What only one can lead, and more than one does. */
    placesWithSeveralLeads: z.array(z.object({ place: z.string(), organisations: z.array(z.string()).readonly() })),
    leadingSeveralPlaces: z.array(z.object({ organisation: z.string(), places: z.array(z.string()).readonly() })),
  })
  .meta({ id: 'CoverageReport' });

export const OrganisationQuerySchema = z.strictObject({
  kind: z.enum(ORGANISATION_KINDS).optional(),
  ...when,
  ...paging,
});
export const WhenSchema = z.strictObject(when);
export const ReportQuerySchema = z.strictObject({
  ...when,
  /** In how many grids an organisation may be that leads none. */
  most: z.coerce.number().int().min(1).max(1_000).default(3),
});
export const PlacementQuerySchema = z.strictObject({
  organisation: code.optional(),
  place: code.optional(),
  ...when,
  ...paging,
});
export const ChangeQuerySchema = z.strictObject(paging);

export const NewOrganisationSchema = z
  .strictObject({
    code,
    kind: z.enum(ORGANISATION_KINDS),
    name: lineText(200),
    from: day.optional(),
    until: day.optional(),
    reason,
  })
  .refine(isOrdered, ORDERED)
  .meta({ id: 'NewOrganisation' });

export const OrganisationDraftSchema = z
  .strictObject({
    name: lineText(200),
    /** From this day on; what it was called before, and that it was there, stays. Needed, unless it corrects. */
    from: day.optional(),
    until: day.optional(),
    /** It was recorded wrongly: name and days hold for all of its time, and what stood there never did. */
    corrects: z.boolean().default(false),
    reason,
  })
  .refine(isOrdered, ORDERED)
  .refine(({ from, corrects }) => corrects || from !== undefined, { error: NEEDED, path: ['from'] })
  .meta({ id: 'OrganisationDraft' });

export const NewPlacementSchema = z
  .strictObject({
    organisation: code,
    place: code,
    way: z.enum(PLACEMENT_WAYS),
    from: day,
    until: day.optional(),
    reason,
  })
  .refine(isOrdered, ORDERED)
  .meta({ id: 'NewPlacement' });

/** Why a placement is voided. */
export const VoidQuerySchema = z.strictObject({ reason });

export const PlacementDraftSchema = z
  .strictObject({ way: z.enum(PLACEMENT_WAYS), from: day, until: day.optional(), reason })
  .refine(isOrdered, ORDERED)
  .meta({ id: 'PlacementDraft' });

const newGrid = { code, name: lineText(200).optional() };
export const SplitSchema = z
  .strictObject({
    parts: z
      .array(
        z.strictObject({
          ...newGrid,
          places: z.array(code).max(1_000).default([]),
          organisations: z.array(code).max(1_000).default([]),
        }),
      )
      .min(2)
      .max(20),
    from: day,
    reason,
  })
  .meta({ id: 'GridSplit' });
export const MergeSchema = z
  .strictObject({ with: z.array(code).min(1).max(20), into: z.strictObject(newGrid), from: day, reason })
  .meta({ id: 'GridMerge' });
export const MoveSchema = z.strictObject({ to: code, from: day, reason }).meta({ id: 'GridMove' });
