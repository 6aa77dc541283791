/** The running cockpit as faults and scenarios see it: its guests are processes, and what is done to them is done by signals and scripts. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { getPriority, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import type { Dice } from "../protocol/ports.ts";
import type { CockpitRun } from "./cockpit-run.ts";
import { Dom0World, nothing } from "./dom0-world.ts";
import { gpuPid } from "./electron/gpu-process.ts";
import { savePictures } from "./electron/pictures.ts";
import { every } from "./faults/catalogue/fault.ts";
import type { FaultyMachine } from "./faults/faulty-machine.ts";
import type { CameraFault, DrivePhase, FaultWorld, Undo } from "./faults/world.ts";
import { realTimers } from "./node/timers.ts";

/** A script takes memory, or the processor, so often. */
const LEAK_MS = 100;
const BUSY_MS = 400;
const FLOOD_MS = 5;
const MIB = 1_048_576;

export class LiveWorld extends Dom0World implements FaultWorld {
  readonly mode = "live";
  readonly dice: Dice;
  readonly machine: FaultyMachine;
  readonly #run: CockpitRun;
  /** How often each process is held: it runs while nobody holds it. */
  readonly #holds = new Map<number, number>();

  constructor(run: CockpitRun, machine: FaultyMachine, dice: Dice) {
    super(run.dom0, realTimers);
    this.#run = run;
    this.machine = machine;
    this.dice = dice;
  }

  startPhase(phase: DrivePhase): void {
    this.#run.startPhase(phase);
  }

  crash(domain: string): void {
    const domid = this.domid(domain);
    if (domid === undefined) return;
    if (!this.#run.emulated.inflict("crash", domid)) this.#run.processes.signal(domid, "SIGKILL");
  }

  hang(domain: string): Undo {
    const domid = this.domid(domain);
    const pid = domid === undefined ? undefined : this.#run.guests.pid(domid);
    if (domid === undefined || !pid) return nothing;
    this.#holds.set(pid, (this.#holds.get(pid) ?? 0) + 1);
    kill(pid, "SIGSTOP");
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.#holds.get(pid) ?? 1) - 1;
      this.#holds.set(pid, left);
      if (left === 0 && this.#run.guests.pid(domid) === pid) kill(pid, "SIGCONT");
    };
  }

  override pause(domain: string): Undo {
    const domid = this.domid(domain);
    if (domid === undefined) return nothing;
    this.#run.processes.pause(domid);
    return () => this.#run.processes.unpause(domid);
  }

  leak(domain: string, mibPerS: number): Undo {
    const octets = Math.round((mibPerS * MIB * LEAK_MS) / 1000);
    return this.#interval(
      domain,
      LEAK_MS,
      `const some = new Uint8Array(${octets}); for (let at = 0; at < some.length; at += 4096) some[at] = at; (globalThis.leaked ??= []).push(some);`,
    );
  }

  busy(domain: string, share: number): Undo {
    return this.#interval(domain, BUSY_MS, `const end = performance.now() + ${BUSY_MS * share}; while (performance.now() < end);`);
  }

  flood(domain: string, perMs: number): Undo {
    const domid = this.domid(domain);
    if (domid === undefined) return nothing;
    return every(this, FLOOD_MS, () => {
      for (let i = 0; i < perMs * FLOOD_MS; i++) if (!this.#run.guests.receive(domid, ["notify", [], []])) return;
    });
  }

  killGpu(): void {
    const pid = gpuPid();
    if (pid !== undefined) kill(pid, "SIGKILL");
  }

  loseContext(domain: string): void {
    this.#script(
      domain,
      `for (const canvas of document.querySelectorAll("canvas")) {
         const lose = (canvas.getContext("webgl2") ?? canvas.getContext("webgl"))?.getExtension("WEBGL_lose_context");
         lose?.loseContext();
         setTimeout(() => lose?.restoreContext(), 100);
       }`,
    );
  }

  camera(fault: CameraFault): Undo {
    const tell = (how: CameraFault | undefined): void => {
      for (const { config, window } of this.#run.screens) if (config.camera) window.cameraFault(how);
    };
    tell(fault);
    return () => tell(undefined);
  }

  holdUp(ms: number): void {
    const end = this.timers.now() + ms;
    while (this.timers.now() < end);
  }

  hogCpu(processes: number): Undo {
    return this.#outside(Array.from({ length: processes }, () => spawn("/bin/sh", ["-c", "while :; do :; done"], { stdio: "ignore" })));
  }

  hogMemory(mib: number): Undo {
    const script = `const some = Buffer.alloc(${mib} * ${MIB}, 1); setInterval(() => { for (let at = 0; at < some.length; at += 4096) some[at]++; }, 50);`;
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    return this.#outside([spawn(process.execPath, ["-e", script], { stdio: "ignore", env })]);
  }

  /** dom0's pictures go to /dev/full, which is a full disk to whoever writes. */
  fillDisk(): Undo {
    const folder = mkdtempSync(join(tmpdir(), "argonaut-full-"));
    for (const { config } of this.#run.screens) symlinkSync("/dev/full", join(folder, `${config.name}.png`));
    // Once: a picture takes dom0's time, disk or no disk.
    void savePictures(this.#run.screens, folder, this.#run.options.log);
    return () => rmSync(folder, { recursive: true, force: true });
  }

  /** Runs a script again and again in the domain's user space, until it is undone or the domain is gone. */
  #interval(domain: string, ms: number, script: string): Undo {
    this.#script(domain, `globalThis.faulty = setInterval(() => { ${script} }, ${ms}); undefined;`);
    return () => this.#script(domain, "clearInterval(globalThis.faulty); undefined;");
  }

  /** As any other tasks of the machine's: neither as nice to themselves as dom0 is, nor of dom0's share or processor. */
  #outside(hogs: readonly ChildProcess[]): Undo {
    for (const { pid } of hogs) {
      if (pid === undefined) continue;
      setPriority(pid, Math.max(0, getPriority(pid)));
      this.#run.enforcement.placeOutside(pid);
    }
    return ending(hogs);
  }

  /** A page that is gone, or will not answer, has heard nothing. */
  #script(domain: string, code: string): void {
    const domid = this.domid(domain);
    const view = domid === undefined ? undefined : this.#run.guests.view(domid);
    view?.webContents.executeJavaScript(code).catch(() => undefined);
  }
}

const ending = (children: readonly ChildProcess[]): Undo => {
  const end = (): void => children.forEach((child) => child.kill("SIGKILL"));
  process.once("exit", end);
  return end;
};

function kill(pid: number, signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    // It may have ended meanwhile, and whoever watches it deals with that.
    if (!(cause instanceof Error && "code" in cause)) throw cause;
  }
}
