/** Requests of the store as data, for properties that draw them. */
import type { Connection } from "../../main/xenstored/connection.ts";
import { DOM0, domId } from "../../protocol/ids.ts";

export type Ask =
  | { readonly op: "read" | "directory" | "getPerms" | "mkdir" | "rm"; readonly at: string }
  | { readonly op: "write"; readonly at: string; readonly value: string }
  | { readonly op: "setPerms"; readonly at: string; readonly reader: number };

/** Performs one, in a transaction or (`tx` 0) out of any, and answers the answer. */
export function perform(connection: Connection, tx: number, asked: Ask): unknown {
  switch (asked.op) {
    case "write":
      return connection.write(tx, asked.at, asked.value);
    case "setPerms":
      return connection.setPerms(tx, asked.at, [
        { domid: DOM0, access: "n" },
        { domid: domId(asked.reader), access: "r" },
      ]);
    default:
      return connection[asked.op](tx, asked.at);
  }
}
