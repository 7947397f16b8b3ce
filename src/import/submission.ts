import type { Submission } from '../commands/submission.js';
import { cannotLead } from '../domain/request/decide/context.js';
import { subdistrictOf, unitFact, unitOfPlace, type Directory } from '../store/directory.js';
import type { Mapping } from './mapping.js';
import type { Reading } from './reading.js';
import type { RowWarningCode, Warning } from './remarks.js';

/** A row as the door takes it. */
export interface Prepared {
  reading: Reading;
  submission: Submission;
  warnings: readonly Warning[];
}

/** Puts a reading into the words of the directory; `at` is when units must be in force. */
export function prepare(reading: Reading, mapping: Mapping, directory: Directory, at: string): Prepared {
  const place = placeOf(reading, directory);
  const { warnings, ...dispatch } = dispatchOf(reading, mapping, directory, { at, subdistrict: place.subdistrict });
  return {
    reading,
    submission: {
      district: mapping.district.code,
      kind: reading.kind,
      channel: reading.channel,
      urgency: reading.urgency,
      category: reading.category,
      place: { ...place, address: reading.address },
      text: reading.text,
      requester: reading.requester,
      occurredAt: reading.occurredAt,
      external: [{ system: mapping.system, id: reading.id }],
      tags: reading.tags,
      ...dispatch,
      provenance: 'imported',
    },
    warnings: [...reading.warnings, ...warnings],
  };
}

/** Codes that the directory has for another kind of place are left out; a community knows better where it lies. */
function placeOf(
  { subdistrict, community }: Reading,
  directory: Directory,
): { subdistrict?: string; community?: string } {
  const known = (code: string | undefined, kinds: readonly string[]) => {
    const place = code === undefined ? undefined : directory.places.get(code);
    return place && kinds.includes(place.kind) ? place : undefined;
  };
  const narrow = known(community?.code, ['community', 'village']);
  const wide = known(subdistrict?.code, ['subdistrict', 'town']);
  const within = narrow?.parentCode ?? wide?.code;
  return { ...(within !== undefined && { subdistrict: within }), ...(narrow && { community: narrow.code }) };
}

/** The unit a row names leads; a community's unit executes, and its subdistrict leads (practice §2.6). */
function dispatchOf(
  { line, unit: named }: Reading,
  mapping: Mapping,
  directory: Directory,
  { at, subdistrict }: { at: string; subdistrict: string | undefined },
): Pick<Submission, 'unit' | 'suggestedExecutor'> & { warnings: readonly Warning[] } {
  const unit = named && directory.units.get(named.code);
  const reason = mapping.unit?.reason;
  if (unit === undefined || reason === undefined) return { warnings: [] };
  const warn = (code: RowWarningCode, params: Warning['params']): Warning[] => [{ line, code, params }];
  if (unit.kind !== 'community') {
    const warnings = cannotLead(unitFact(unit, at))
      ? warn('unit_cannot_lead', { unit: unit.code, name: unit.name })
      : [];
    return { unit: { code: unit.code, ground: reason }, warnings };
  }
  const suggestedExecutor = unit.code;
  const above = subdistrictOf(directory, unit.placeCode ?? undefined)?.code ?? subdistrict;
  const lead = above === undefined ? undefined : unitOfPlace(directory, above);
  if (lead?.kind !== 'subdistrict') {
    return { suggestedExecutor, warnings: warn('community_without_lead', { community: unit.code, name: unit.name }) };
  }
  const warnings = warn('community_never_leads', { community: unit.code, name: unit.name, lead: lead.code });
  return { unit: { code: lead.code, ground: reason }, suggestedExecutor, warnings };
}
