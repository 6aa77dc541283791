import type { SignalValue } from "../../protocol/bridge.ts";
import type { Cover } from "../../protocol/overlay.ts";

const titles: Readonly<Record<string, string>> = { cluster: "Instrument cluster", ivi: "Infotainment" };

/** What drivers call a display; a display of the user's own goes by its name. */
const titleOf = (display: string): string => titles[display] ?? display.charAt(0).toUpperCase() + display.slice(1);

function element(tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** What lies over a guest's picture: starting, blank, placeholder with the seconds it has lasted, or the last frame marked as old. */
export class CoverPane {
  readonly #pane: HTMLElement;
  readonly #title: string;
  readonly #vital: boolean;
  #elapsed: HTMLElement | undefined;
  #since = 0;
  #speed: HTMLElement | undefined;
  #lastSpeed: SignalValue;

  /** `vital`: the placeholder goes on showing the vehicle's speed, as a cluster's must. */
  constructor(pane: HTMLElement, display: string, vital: boolean) {
    this.#pane = pane;
    this.#title = titleOf(display);
    this.#vital = vital;
    setInterval(() => this.#tick(), 1000);
  }

  show(cover: Cover): void {
    this.#pane.replaceChildren();
    this.#pane.className = cover.kind;
    this.#pane.style.backgroundImage = "";
    this.#pane.hidden = cover.kind === "none";
    this.#elapsed = undefined;
    this.#speed = undefined;
    this.#since = performance.now();
    if (cover.kind === "starting") {
      this.#pane.append(element("h1", this.#title), element("p", "Starting"), element("div", "", "bar"));
    } else if (cover.kind === "placeholder") {
      this.#placeholder(cover.restarting, cover.why);
    } else if (cover.kind === "hold") {
      if (cover.image !== undefined) this.#pane.style.backgroundImage = `url("${cover.image}")`;
      else this.#pane.style.background = "transparent";
      this.#elapsed = element("span", "", "stale");
      this.#pane.append(this.#elapsed);
      this.#tick();
    }
  }

  /** km/h, or undefined when the vehicle does not say. */
  speed(value: SignalValue): void {
    this.#lastSpeed = value;
    if (this.#speed) this.#speed.textContent = value === undefined ? "--" : String(Math.round(Math.abs(value)));
  }

  #placeholder(restarting: boolean, why: "crashed" | "frozen" | "stopped"): void {
    if (this.#vital) {
      const vital = element("div", "", "vital");
      this.#speed = element("span", "--");
      vital.append(this.#speed, element("small", "km/h"));
      this.#pane.append(vital);
      this.speed(this.#lastSpeed);
    }
    const verb = restarting ? "is restarting" : why === "frozen" ? "does not respond" : why === "stopped" ? "is off" : "has stopped";
    this.#elapsed = element("p", "");
    this.#pane.append(element("h1", `${this.#title} ${verb}`), this.#elapsed);
    if (restarting) this.#pane.append(element("div", "", "bar"));
    this.#tick();
  }

  #tick(): void {
    if (!this.#elapsed) return;
    const seconds = Math.floor((performance.now() - this.#since) / 1000);
    this.#elapsed.textContent = this.#pane.classList.contains("hold") ? `Picture is ${seconds} s old` : `${seconds} s`;
  }
}
