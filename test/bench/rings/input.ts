/** A key on its way through the whole cockpit, from dom0's seat through kbdif to a trusted event in the guest's page, beside Electron's own injection. */
import { _electron } from "playwright/test";
import type { CockpitRun } from "../../../main/cockpit-run.ts";
import { electronForTests } from "../../../main/launch/electron-as-user.mjs";

declare global {
  /** In dom0: main/index.ts leaves it there. */
  var cockpitRun: CockpitRun;
}

/** Milliseconds from the call to the event, each. */
export interface InputRun {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

export async function inputRun(keys: number): Promise<InputRun> {
  const { executablePath, args } = await electronForTests();
  const app = await _electron.launch({ executablePath, args: [...args, "--", "--seed=1"], chromiumSandbox: true });
  try {
    const live = (): Promise<boolean> =>
      app.evaluate(() => globalThis.cockpitRun?.dom0.displays.every(({ lease }) => lease.state === "live") ?? false);
    while (!(await live())) await new Promise((resolve) => setTimeout(resolve, 200));
    // Nothing of the start is left to do.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    // Both processes' clocks count from their own idea of the wall clock: how far these lie apart is asked, and the quickest answer counts.
    const measured = await app.evaluate(async (_electronModule, count) => {
      const { dom0, guests } = globalThis.cockpitRun;
      const now = (): number => performance.timeOrigin + performance.now();
      const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
      const ivi = (): number | undefined => dom0.displays.find(({ config }) => config.name === "ivi")?.connector.domid;
      const contents = guests.view(ivi() as never)!.webContents;
      const inPage = <T>(script: string): Promise<T> => contents.executeJavaScript(script) as Promise<T>;
      await inPage(`window.benchKeys = [];
        addEventListener("keydown", (event) => event.isTrusted && window.benchKeys.push(performance.timeOrigin + performance.now()), true)`);
      let offset = { error: Infinity, ms: 0 };
      for (let i = 0; i < 100; i++) {
        const began = now();
        const there = await inPage<number>("performance.timeOrigin + performance.now()");
        const error = (now() - began) / 2;
        if (error < offset.error) offset = { error, ms: there - began - error };
      }
      const sent: number[] = [];
      for (let i = 0; i < count * 2; i++) {
        sent.push(now());
        if (i % 2 === 0) dom0.seat.key("ivi0", 48, true);
        else contents.sendInputEvent({ type: "keyDown", keyCode: "B" });
        await pause(20);
        if (i % 2 === 0) dom0.seat.key("ivi0", 48, false);
        else contents.sendInputEvent({ type: "keyUp", keyCode: "B" });
        await pause(20);
      }
      await pause(500);
      return { sent, came: await inPage<number[]>("window.benchKeys"), offset: offset.ms };
    }, keys);
    const { sent, came, offset } = measured;
    if (came.length !== sent.length) throw new Error(`${came.length} keys came of ${sent.length}`);
    const took = sent.map((at, i) => came[i]! - offset - at);
    return { ours: took.filter((_, i) => i % 2 === 0), bare: took.filter((_, i) => i % 2 === 1) };
  } finally {
    await app.close();
  }
}
