/** The stable identity of a dial: the same between base and head of a change, and between proof and lab. */
export function dialId(from: string, purpose: string, host: string, port: number): string {
  return `${from} ${purpose} ${host}:${port}`;
}
