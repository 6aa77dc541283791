/** Whoever looks at our half of a ring while it runs. Without one, a half asks no more than whether there is. */
export interface RingTap {
  /** We took a packet that the peer had put; our copy of it is valid during the call. */
  took(index: number, packet: DataView): void;
  /** We made our packets before `end` the peer's; they lie on the page. */
  put(end: number): void;
}
