import type { Role } from './permissions.js';

/** Who acted, as the record keeps it: never a name. */
export interface Actor {
  account: string;
  unit?: string;
  role: Role;
}

/**
 * The event envelope, frozen from the first release (design §2.11). Scalars are integers and strings; what is unknown is
 * absent, never null; times are ISO 8601 UTC in milliseconds.
 */
export interface EventEnvelope<Type extends string = string, Body = unknown> {
  district: string;
  /** The workflow id, such as `request:150302:2026-000123`. */
  case: string;
  /** Ordinal in the continue-as-new chain, from 1. */
  run: number;
  seq: number;
  type: Type;
  v: number;
  /** max(received, the previous event's). */
  at: string;
  receivedAt?: string;
  actor: Actor;
  commandId?: string;
  body: Body;
}

/** A text or contact in the vault: where it lies, and what proves later that it was this one. */
export interface VaultRef {
  ref: string;
  /** HMAC-SHA-256(row salt, text) in hex. */
  commitment: string;
}

/** Acts for nobody: timers, the ladder, the catalogue. */
export const SYSTEM_ACTOR: Actor = { account: 'system', role: 'system' };
