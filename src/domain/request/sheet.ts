import { openSheet, type Sheet } from '../case/sheet.js';
import type { RequestEvent, RequestEventBodies } from './events.js';
import { evolve } from './evolve.js';
import type { ResidentRequest } from './state.js';

export type RequestSheet = Sheet<ResidentRequest, RequestEvent, RequestEventBodies>;

/** Opens a sheet on a request's state. */
export function openRequestSheet(before: ResidentRequest): RequestSheet {
  return openSheet<ResidentRequest, RequestEvent, RequestEventBodies>(before, evolve);
}
