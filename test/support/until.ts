/** Looks again until it is so; fails with the last reason when the time is up. No test waits longer than it must. */
export async function until<Value>(look: () => Promise<Value | undefined | false>, limitMs = 60_000): Promise<Value> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`it was not so within ${limitMs} ms: ${look.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
