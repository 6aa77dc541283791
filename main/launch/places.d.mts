/** The checkout. */
export const ROOT: string;
/** Xen's own test of a xenstored, once `npm test` has fetched it. */
export const TEST_XENSTORE: string;
