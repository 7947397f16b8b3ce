import { z } from 'zod';
import { catalogueProposal, type Directory } from '../../store/directory.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';

const TAG = 'directory';

/** The caller's own district's directory. Throws ApiProblem not_found. */
export async function directoryOf({ deps, principal }: Pick<Call, 'deps' | 'principal'>): Promise<Directory> {
  const directory = await deps.door.directories.current(principal.district);
  if (!directory) throw new ApiProblem('not_found');
  return directory;
}

/** A list of the caller's own district. */
function listOf<Row extends z.ZodType>(
  name: string,
  operationId: string,
  summary: Route['summary'],
  row: Row,
  read: (directory: Directory) => readonly z.infer<Row>[],
): Route {
  return {
    method: 'get',
    path: `/v1/${name}`,
    operationId,
    tag: TAG,
    summary,
    access: 'readDirectory',
    on: 'district',
    answers: {
      200: { description: 'All of the district', schema: z.object({ [name]: z.array(row) }), headers: ['ETag'] },
    },
    async handle(call) {
      const directory = await directoryOf(call);
      return { status: 200, body: { [name]: read(directory) }, headers: { ETag: `"${String(directory.revision)}"` } };
    },
  };
}

const PlaceSchema = z
  .object({
    code: z.string(),
    kind: z.string(),
    name: z.string(),
    parent: z.string().nullable(),
    provenance: z.string(),
  })
  .meta({ id: 'Place' });
const UnitSchema = z
  .object({
    code: z.string(),
    kind: z.string(),
    name: z.string(),
    place: z.string().nullable(),
    validFrom: z.string().nullable(),
    validUntil: z.string().nullable(),
    successor: z.string().nullable(),
    provenance: z.string(),
  })
  .meta({ id: 'Unit' });
const CategorySchema = z
  .object({
    code: z.string(),
    level: z.int(),
    parent: z.string().nullable(),
    name: z.string(),
    complex: z.boolean(),
    utility: z.boolean(),
    photoRequired: z.boolean(),
    closingStandard: z.string().nullable(),
    /** The limit that another law gives, such as `60wd`. */
    statutoryLimit: z.string().nullable(),
    lead: z.string().nullable(),
    provenance: z.string(),
  })
  .meta({ id: 'Category' });

const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;

export const DIRECTORY_ROUTES: readonly Route[] = [
  listOf(
    'places',
    'listPlaces',
    { zh: '街道、社区、网格', en: 'Subdistricts, communities, grids' },
    PlaceSchema,
    (directory) =>
      [...directory.places.values()].map(({ code, kind, name, parentCode, provenance }) => ({
        code,
        kind,
        name,
        parent: parentCode,
        provenance,
      })),
  ),
  listOf('units', 'listUnits', { zh: '单位', en: 'Units' }, UnitSchema, (directory) =>
    [...directory.units.values()].map((unit) => ({
      code: unit.code,
      kind: unit.kind,
      name: unit.name,
      place: unit.placeCode,
      validFrom: day(unit.validFrom),
      validUntil: day(unit.validUntil),
      successor: unit.successorCode,
      provenance: unit.provenance,
    })),
  ),
  listOf('categories', 'listCategories', { zh: '事项分类', en: 'Categories' }, CategorySchema, (directory) =>
    [...directory.categories.values()].map((category) => ({
      code: category.code,
      level: category.level,
      parent: category.parentCode,
      name: category.name,
      complex: category.complex,
      utility: category.utility,
      photoRequired: category.photoRequired,
      closingStandard: category.closingStandard,
      statutoryLimit: category.statutoryLimit,
      // Users ask "who is responsible" beside each category; where it depends on the place there is no one answer.
      lead:
        catalogueProposal(directory, { category: category.code, place: undefined, at: new Date().toISOString() })?.unit
          .code ?? null,
      provenance: category.provenance,
    })),
  ),
];
