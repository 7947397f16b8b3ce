import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** Node's types leave this global to the browser's. */
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, object>) => { exports: EngineExports };
};

interface EngineExports {
  __wbindgen_start(this: void): void;
}

let loaded: Promise<typeof SchemaEngine> | undefined;

/** The engine's class, compiled once a process. */
export async function schemaEngineClass(): Promise<typeof SchemaEngine> {
  loaded ??= loadEngine();
  return loaded;
}

/** The package's main entry imports WebAssembly as a module, which Node does only behind a flag. */
async function loadEngine(): Promise<typeof SchemaEngine> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings: Bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const code = new WebAssembly.Module(await readFile(join(dirname(entry), 'schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(code, { './schema_engine_bg.js': withLooseTimers(bindings) });
  bindings.__wbg_set_wasm(exports);
  // Where the engine leaves its last words when it panics; without it they are lost.
  const panics = {
    set_message: (message: string) => {
      console.error(message);
    },
  };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  exports.__wbindgen_start();
  return bindings.SchemaEngine;
}

/** The engine gives some waits 10 s and forgets about them: they must not keep a process that has finished. */
function withLooseTimers(bindings: Bindings): object {
  const looseTimer = (call: () => void, ms: number): unknown => setTimeout(call, ms).unref();
  const entries = Object.entries(bindings).map(([name, value]) =>
    name.startsWith('__wbg_setTimeout_') ? [name, looseTimer] : [name, value as unknown],
  );
  return Object.fromEntries(entries) as object;
}

/** The package's types leave out what its own entry calls. */
type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & {
  __wbg_set_wasm(exports: EngineExports): void;
};
