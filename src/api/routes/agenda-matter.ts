import { z } from 'zod';
import type { AgendaItem } from '../../domain/agenda-item/agenda-item.js';
import type { EnforcementDispatch } from '../../domain/enforcement/dispatch.js';
import { kindOf } from '../../domain/number.js';
import { REQUEST_KINDS } from '../../domain/vocabulary.js';
import type { Whistle } from '../../domain/whistle/whistle.js';
import type { Database } from '../../store/database.js';
import { findProceeding } from '../../store/queries/find-proceeding.js';
import { findRequest, readTexts } from '../../store/queries/find-request.js';

/**
 * What an item is about, for a committee that reads neither its request nor what did not settle it: no contact; the resident's
 * words only where they were not said in confidence, and report nobody.
 */
export const MatterSchema = z.object({
  kind: z.enum(REQUEST_KINDS).optional(),
  category: z.string().optional(),
  /** What the resident asked for; null where it was erased. */
  asked: z.string().nullable().optional(),
  /** How the whistle or the crew ended that did not settle it, and what it was to do; of a mediation nothing is told. */
  result: z.string().optional(),
  task: z.string().nullable().optional(),
});
export type Matter = z.infer<typeof MatterSchema>;

/** The matter of an item, as its request and the case that did not settle it have it now. */
export async function matterOf(db: Database, { opened: { request, about } }: AgendaItem): Promise<Matter> {
  return {
    ...(request && (await askedIn(db, request.number))),
    ...(about && (await doneIn(db, about.case))),
  };
}

async function askedIn(db: Database, number: string): Promise<Matter> {
  const found = await findRequest(db, number);
  if (found === undefined) return {};
  const { kind, category, requester, against, text: words } = found.received;
  const text = requester === 'confidential' || against ? undefined : words;
  const texts = text && (await readTexts(db, found.case));
  return { kind, category: category.code, ...(text && { asked: texts?.[text.ref] ?? null }) };
}

async function doneIn(db: Database, about: string): Promise<Matter> {
  const found = kindOf(about) === 'mediation' ? undefined : await findProceeding(db, about);
  if (found === undefined) return {};
  const { result = found.state, opened } = found as Whistle | EnforcementDispatch;
  const said = 'task' in opened ? opened.task : opened.text;
  return { result, task: (await readTexts(db, about))[said.ref] ?? null };
}
