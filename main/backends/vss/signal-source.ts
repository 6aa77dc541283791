/** Vehicle signals as dom0 has them, by their place in protocol/vss.ts. main/vehicle has one. */
export interface SignalSource {
  /** Calls back with the place of each signal that changed, many in a row if many did. Answers an unsubscribe, harmless twice. */
  subscribe(onChange: (index: number) => void): () => void;
  /** The signal's value; undefined when it has none, or a stale one. */
  value(index: number): number | undefined;
}
