/** The daemon with a cockpit, and the test in the place of the program that shows its display. */
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { check, compared, consoleText, guest, machine, mark, startBackends, until, xl } from "./tools.mjs";

/** What the program that shows the displays is told: how often each kind of message came, and the last word on whose display it is. */
function watchDisplays(socket) {
  const seen = { band: 0, octets: 0, show: 0, display: undefined };
  const client = connect(socket);
  client.on("connect", () => client.write('["standing","disp0"]\n'));
  let rest = Buffer.alloc(0);
  client.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 8 && rest.length >= 8 + rest.readUInt32LE(0) + rest.readUInt32LE(4)) {
      const [header, payload] = [rest.readUInt32LE(0), rest.readUInt32LE(4)];
      const message = JSON.parse(rest.toString("latin1", 8, 8 + header));
      rest = rest.subarray(8 + header + payload);
      if (message[0] === "display") seen.display = message;
      else seen[message[0]] = (seen[message[0]] ?? 0) + 1;
      seen.octets += payload;
      if (message[0] === "show") client.write('["painted","disp0"]\n');
    }
  });
  return { seen, input: (line) => client.write(`${JSON.stringify(["input", line])}\n`), close: () => client.destroy() };
}

/** The daemon with a cockpit: it has xl create the domain, serves its display, and has xl destroy it. */
export async function cockpit(before) {
  mark();
  const socket = "/tmp/displays";
  const backends = startBackends("cockpit", ["--cockpit", "/opt/cockpit", "--serve", socket]);
  await until("the socket", () => existsSync(socket));
  const client = watchDisplays(socket);
  await guest(/DOMU: ready/);
  await until(
    "the display to be the domain's",
    () => client.seen.display?.[2]?.name === "domu" && client.seen.display[3].kind === "none",
    20_000,
  ).catch(() => undefined);
  const { display, band, octets, show } = client.seen;
  const live = display?.[2]?.name === "domu" && display?.[3]?.kind === "none" && show > 1 && octets > 800 * 600 * 4;
  check(
    "a cockpit: xl creates its domain, whose pictures come over the socket",
    live ? "" : JSON.stringify(client.seen),
    `${show} pictures, ${band} bands`,
  );
  const at = (consoleText().match(/^EV /gm) ?? []).length;
  for (const line of ["on disp0", "key 30 1", "key 30 0"]) client.input(line);
  await until("the key", () => (consoleText().match(/^EV /gm) ?? []).length >= at + 4, 15_000).catch(() => undefined);
  check("and whose keys go back over it", (consoleText().match(/^EV /gm) ?? []).length === at + 4 ? "" : "they did not come");
  backends.child.kill("SIGTERM");
  await until("the daemon's end", () => !backends.lives(), 30_000).catch(() => undefined);
  client.close();
  const left = /\bdomu\b/.test(xl("list")) ? "the domain is still there" : compared(before, machine());
  check(
    "at its end xl destroys the domain, and nothing is left",
    left || (/ended ports=0 pages=0/.test(backends.said()) ? "" : "it did not say that it ended"),
  );
}
