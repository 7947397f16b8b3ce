import { z } from 'zod';

/** A command: one row of a catalogue is its route, its schema in OpenAPI, its place in the role matrix. */
export interface Row<Name extends string, Body, By> {
  name: Name;
  /** The last part of its route. */
  verb: string;
  summary: { zh: string; en: string };
  schema: z.ZodObject;
  /** What was sent, parsed with `schema`, in one canonical form. */
  readonly canonical: (input: unknown) => string;
  /** Parses with `schema` and prepares the body: the domain's own type. `By` is what it may ask meanwhile. */
  readonly prepare: (input: unknown, by: By) => Promise<{ body: Body; canonical: string }>;
}

/** Makes the rows of a kind of case: `Bodies` has the body of each command, `terms` the words for it. */
export function rowsOf<Bodies, By>(terms: Readonly<Record<keyof Bodies & string, { zh: string; en: string }>>) {
  return function row<Name extends keyof Bodies & string, Shape extends z.ZodRawShape>(
    name: Name,
    verb: string,
    shape: Shape,
    prepare: (input: z.infer<z.ZodObject<Shape, z.core.$strict>>, by: By) => Bodies[Name] | Promise<Bodies[Name]>,
    check: (
      input: z.infer<z.ZodObject<Shape, z.core.$strict>>,
      wrong: (field: string, rule: string) => void,
    ) => void = () => undefined,
  ): Row<Name, Bodies[Name], By> {
    const schema = z.strictObject(shape).superRefine((input, context) => {
      check(input, (field, message) => {
        context.addIssue({ code: 'custom', path: [field], message });
      });
    });
    return {
      ...{ name, verb, schema, summary: terms[name] },
      canonical: (input) => JSON.stringify(schema.parse(input)),
      async prepare(input, by) {
        const parsed = schema.parse(input);
        return { body: await prepare(parsed, by), canonical: JSON.stringify(parsed) };
      },
    };
  };
}
