/** How a signal's path reads: "Axle.Row2.Wheel.Left.Tire.IsPressureLow" is a "Tire Pressure Low". In the specification's own words, so in English. */

/** Which one of several it is: a name needs these, and is none by them alone. */
const QUALIFIER = /^(Row\d+|Left|Right|Center|Front|Rear|Low|High|DriverSide|PassengerSide)$/;
/** Parts, beside those, that a name needs to say what it is. */
const ENOUGH = 2;

const spaced = (part: string): string =>
  part
    .replace(/^Is(?=[A-Z])/, "")
    .replace(/([a-z])(?=[A-Z\d])/g, "$1 ")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1 ");

/** The last `count` parts, and those before them that only say which one. */
function from(parts: readonly string[], count: number): number {
  let at = parts.length;
  for (let left = count; left > 0 && at > 0;) if (!QUALIFIER.test(parts[--at]!)) left -= 1;
  return at;
}

function lastParts(path: string, branch: string, more: number): string {
  const parts = path.slice(branch.length + 1).split(".");
  return parts
    .slice(Math.max(0, from(parts, ENOUGH) - more))
    .map(spaced)
    .join(" ");
}

/** What `path` is called among `paths`, which all are of `branch`: its last parts, as many as tell it from the others. */
export function signalLabel(path: string, branch: string, paths: readonly string[]): string {
  const parts = path.split(".").length;
  for (let more = 0; more < parts; more++) {
    const label = lastParts(path, branch, more);
    if (paths.filter((other) => lastParts(other, branch, more) === label).length === 1) return label;
  }
  return path;
}
