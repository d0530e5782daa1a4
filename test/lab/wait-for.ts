/** Asks until the answer is not undefined. Throws after `seconds`, with what `state` says by then. */
export async function waitFor<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined>,
  state: () => string = () => "",
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  while (true) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what}: not after ${seconds} s. ${state()}`.trim());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
