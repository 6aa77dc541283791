/** A folder of a run's own. */
export interface RunFolder {
  readonly path: string;
  /** A folder below it, of the same owner; made if it is not there. */
  sub(name: string): string;
  /** Takes it away. */
  close(): void;
}

/** Of the other user, if there is one. What runs of the same owner left behind that were killed is taken away first. */
export declare function runFolder(user: { readonly uid: number; readonly gid: number } | undefined): RunFolder;
