import type { Terminal } from "./terminal.ts";

/** Most runs are over before anybody wonders. */
const QUIET_MILLISECONDS = 1000;
const CLEAR_LINE = "\r\u001b[K";

/** Runs `work`, and says on an interactive `err` what goes on if it takes longer than a second. */
export async function withProgress<T>(terminal: Terminal, message: string, work: () => Promise<T>): Promise<T> {
  if (!terminal.interactive) return work();
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    terminal.err(`${message} …`);
  }, QUIET_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (shown) terminal.err(CLEAR_LINE);
  }
}
