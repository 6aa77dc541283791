import type { XenstoreOps } from "../../../protocol/ports.ts";
import type { XsError } from "../../../protocol/xs-wire.ts";
import { failure, success, type Outcome } from "./outcome.ts";
import type { RequestOf } from "./request.ts";

/** The permissions on the node; with `upto` on those above it but the root, with `recurse` on those below it. */
export async function chmod({ path, perms, upto, recurse }: RequestOf<"chmod">, ops: XenstoreOps): Promise<Outcome> {
  const refused = (at: string, error: XsError): Outcome => failure(`could not set the permissions of ${at}`, error);

  const down = async (at: string): Promise<Outcome> => {
    const answer = await ops.setPerms(at, perms);
    if (!answer.ok) return refused(at, answer.error);
    const children = recurse ? await ops.directory(at) : undefined;
    if (children && !children.ok) return refused(at, children.error);
    for (const child of children?.value ?? []) {
      const outcome = await down(at === "/" ? `/${child}` : `${at}/${child}`);
      if (outcome.code !== 0) return outcome;
    }
    return success();
  };

  const done = await down(path);
  if (done.code !== 0 || !upto) return done;
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    const answer = await ops.setPerms(path.slice(0, slash), perms);
    if (!answer.ok) return refused(path.slice(0, slash), answer.error);
  }
  return success();
}
