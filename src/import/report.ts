import type { Created } from './directory-rows.js';
import type { Mapping } from './mapping.js';
import type { Refusal, Warning } from './remarks.js';
import type { Prepared } from './submission.js';

/** What became of a file. taken + knownBefore + refused = rows. */
export interface ImportReport {
  file: string;
  system: string;
  district: { code: string; name: string };
  asOf: 'import' | 'source';
  rows: number;
  /** New requests, each with its number. */
  taken: number;
  /** Committed, and started by the service as soon as Temporal is there. */
  queued: number;
  /** Of the rows that are requests: without a unit that can lead. */
  awaitingDispatch: number;
  /** Rows that an earlier run, or an equal row above, brought in. */
  knownBefore: number;
  /** Rows with a warning, the known ones included. */
  warned: number;
  created: Created;
  warnings: readonly Warning[];
  refused: readonly Refusal[];
  tookMs: number;
}

/** Counts while the import runs. */
export class Tally {
  private readonly began = performance.now();
  private readonly warnings: Warning[] = [];
  private readonly refusals: Refusal[] = [];
  private readonly counts = { taken: 0, queued: 0, awaitingDispatch: 0, knownBefore: 0 };
  private created: Created = { districts: 0, places: 0, units: 0, aliases: 0, categories: 0 };

  constructor(private readonly options: { file: string; mapping: Mapping; asOf: ImportReport['asOf'] }) {}

  /** Rows seen to so far. */
  get rows(): number {
    return this.counts.taken + this.counts.knownBefore + this.refusals.length;
  }

  directory(created: Created, warnings: readonly Warning[]): void {
    this.created = created;
    this.warnings.push(...warnings);
  }

  taken({ submission, warnings }: Prepared, { again, queued }: { again: boolean; queued: boolean }): void {
    this.counts[again ? 'knownBefore' : 'taken'] += 1;
    if (queued) this.counts.queued += 1;
    const hasLead = submission.unit !== undefined && !warnings.some(({ code }) => code === 'unit_cannot_lead');
    if (!hasLead) this.counts.awaitingDispatch += 1;
    this.warnings.push(...warnings);
  }

  /** A row that an earlier run brought in, and that is not what it was then. */
  changed({ reading: { line, id } }: Prepared): void {
    this.counts.knownBefore += 1;
    this.warned({ line, code: 'changed_since', params: { id } });
  }

  warned(warning: Warning): void {
    this.warnings.push(warning);
  }

  refused(refusal: Refusal): void {
    this.refusals.push(refusal);
  }

  report(): ImportReport {
    const { file, mapping, asOf } = this.options;
    const inOrder = <Remark extends { line: number }>(remarks: readonly Remark[]) =>
      remarks.toSorted((a, b) => a.line - b.line);
    return {
      file,
      system: mapping.system,
      district: mapping.district,
      asOf,
      rows: this.rows,
      ...this.counts,
      warned: new Set(this.warnings.map(({ line }) => line)).size,
      created: this.created,
      warnings: inOrder(this.warnings),
      refused: inOrder(this.refusals),
      tookMs: Math.round(performance.now() - this.began),
    };
  }
}
