import { expect, test } from "vitest";
import { defaultStateFolder } from "../../../main/node/state-folder.ts";

test("a cockpit's state is a service's, root's or a person's, and a relative folder is nobody's", () => {
  const person = { uid: 1000, home: "/home/p" };
  const root = { uid: 0, home: "/root" };
  const at = (env: Readonly<Record<string, string>>, who = person): string => defaultStateFolder(env, "mine", who);
  expect([
    at({}),
    at({ XDG_STATE_HOME: "/s" }),
    at({ XDG_STATE_HOME: "s" }),
    at({ XDG_STATE_HOME: "/s" }, root),
    at({ STATE_DIRECTORY: "/var/lib/x", XDG_STATE_HOME: "/s" }),
  ]).toEqual([
    "/home/p/.local/state/argonaut/mine",
    "/s/argonaut/mine",
    "/home/p/.local/state/argonaut/mine",
    "/var/lib/argonaut/state/mine",
    "/var/lib/x/mine",
  ]);
});
