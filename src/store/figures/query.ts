/**
 * A statement with named parameters (`:from`), as the driver takes it. A cast (`::int`) is none, nor is an hour (`HH24:MI`). Throws on a name that no
 * value is given for.
 */
export function named(
  text: string,
  values: Readonly<Record<string, { value: unknown; type: string }>>,
): { text: string; values: unknown[] } {
  const order: string[] = [];
  const numbered = text.replace(/(?<![:\w]):([a-z]\w*)/gi, (_whole, name: string) => {
    const given = values[name];
    if (given === undefined) throw new RangeError(`no value for :${name}`);
    if (!order.includes(name)) order.push(name);
    return `$${String(order.indexOf(name) + 1)}::${given.type}`;
  });
  return { text: numbered, values: order.map((name) => values[name]?.value) };
}
