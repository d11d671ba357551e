interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export interface GatheringLimits {
  /** Batches under way at once; what comes meanwhile makes the next one. */
  batches: number;
  /** Items of one batch. */
  items: number;
}

/**
 * Items that come in one turn of the event loop go together, so that many at once cost one call.
 * @param send answers each item in its place, or rejects for all of them
 */
export function gathered<Item, Answer>(
  send: (items: readonly Item[]) => Promise<readonly Answer[]>,
  limits: GatheringLimits,
): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let underWay = 0;
  let scheduled = false;

  const flush = async () => {
    scheduled = false;
    if (underWay === limits.batches || waiting.length === 0) return;
    const batch = waiting.slice(0, limits.items);
    waiting = waiting.slice(limits.items);
    underWay++;
    if (waiting.length > 0) schedule();
    try {
      const answers = await send(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => resolve(answers[i] as Answer));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      underWay--;
      schedule();
    }
  };
  const schedule = () => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(flush);
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}
