/** Where `xs` prints: octets, as strings whose every code is 0 to 255. */
export interface Terminal {
  /** Its width, if it is a terminal. */
  readonly columns: number | undefined;
  print(octets: string): void;
  /** One line for the person who asked, apart from what was asked for. */
  problem(octets: string): void;
}
