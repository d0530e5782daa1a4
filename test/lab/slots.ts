/** Places for what runs at the same time. */
export interface Slots {
  /** Waits until this many are free and it is one's turn. */
  take(count: number): Promise<void>;
  give(count: number): void;
}

/** Makes places; who asked first gets them first, so that nobody who needs several waits for ever. */
export function makeSlots(free: number): Slots {
  let left = free;
  const waiting: { readonly count: number; readonly go: () => void }[] = [];
  const serve = (): void => {
    for (let [next] = waiting; next !== undefined && next.count <= left; [next] = waiting) {
      waiting.shift();
      left -= next.count;
      next.go();
    }
  };
  return {
    take: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, go: resolve });
        serve();
      }),
    give: (count) => {
      left += count;
      serve();
    },
  };
}
