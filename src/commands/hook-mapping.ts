import { z } from 'zod';

/** A field of a submission by its JSON pointer, and a value of another system's message by its own. */
const target = z.string().regex(/^(?:\/[a-z][A-Za-z]{0,30}){1,2}$/);
const pointer = z
  .string()
  .max(200)
  .regex(/^(?:\/(?:[^~/]|~[01])+)+$/);

/** How another system's message becomes a submission: each field a constant, or read, with its words put into ours. */
export const HookMappingSchema = z
  .strictObject({
    fields: z
      .record(
        target,
        z.union([
          z.strictObject({ value: z.string().max(200) }),
          z.strictObject({ from: pointer, values: z.record(z.string(), z.string().max(200)).optional() }),
        ]),
      )
      .refine((fields) => Object.keys(fields).length <= 50),
  })
  .meta({ id: 'HookMapping' });
export type HookMapping = z.infer<typeof HookMappingSchema>;

/**
 * A message in our own words. What is not there is left out, and a word without a counterpart stays as it is: the schema
 * of submissions then names the field.
 */
export function mapHook({ fields }: HookMapping, message: unknown): Record<string, unknown> {
  const mapped: Record<string, unknown> = {};
  for (const [to, rule] of Object.entries(fields)) {
    const value = 'value' in rule ? rule.value : translated(at(message, rule.from), rule.values);
    if (value !== undefined && value !== null) put(mapped, to.slice(1).split('/'), value);
  }
  return mapped;
}

function translated(value: unknown, values: Readonly<Record<string, string>> | undefined): unknown {
  const word = typeof value === 'number' ? String(value) : value;
  return values !== undefined && typeof word === 'string' && Object.hasOwn(values, word) ? values[word] : value;
}

/** RFC 6901, own fields only. */
function at(message: unknown, from: string): unknown {
  return from
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      message,
    );
}

function put(into: Record<string, unknown>, [first = '', second]: readonly string[], value: unknown): void {
  if (second === undefined) {
    into[first] = value;
    return;
  }
  const inner = Object.hasOwn(into, first) ? into[first] : {};
  into[first] = { ...(typeof inner === 'object' ? inner : {}), [second]: value };
}
