import { pino, type Logger } from 'pino';

/**
 * JSON lines. Only what is named here is ever logged of an error: drivers quote parameters in `detail` and `where`, and
 * parameters may be personal.
 */
export function openLog(level: string, name: string): Logger {
  return pino({
    level,
    name,
    serializers: {
      err: (error: unknown) =>
        error instanceof Error
          ? {
              type: error.name,
              message: error.message,
              stack: error.stack,
              ...(codeOf(error) && { code: codeOf(error) }),
            }
          : { message: String(error) },
    },
  });
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
