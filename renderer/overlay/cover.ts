import type { SignalValue } from "../../protocol/bridge.ts";
import type { Cover } from "../../protocol/overlay.ts";
import { measuresFor } from "../kit/measures.ts";
import { defaultSettings, type Settings } from "../kit/settings.ts";
import { unitKeys, units } from "../kit/units.ts";
import { coverTexts } from "./cover-texts.ts";
import { ageOf, sentenceOf, titleOf } from "./cover-words.ts";

function element(tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** What lies over a guest's picture: starting, blank, placeholder with the seconds it has lasted, or the last frame marked as old. */
export class CoverPane {
  readonly #pane: HTMLElement;
  readonly #display: string;
  readonly #vital: boolean;
  #settings: Settings = defaultSettings;
  #cover: Cover = { kind: "none" };
  #elapsed: HTMLElement | undefined;
  #since = 0;
  #speed: HTMLElement | undefined;
  #lastSpeed: SignalValue;

  /** `vital`: the placeholder goes on showing the vehicle's speed, as a cluster's must. */
  constructor(pane: HTMLElement, display: string, vital: boolean) {
    this.#pane = pane;
    this.#display = display;
    this.#vital = vital;
    setInterval(() => this.#tick(), 1000);
  }

  show(cover: Cover): void {
    this.#cover = cover;
    this.#since = performance.now() - (cover.kind === "hold" ? (cover.ageMs ?? 0) : 0);
    this.#draw();
  }

  /** Says the same in the driver's words; what has lasted goes on lasting. */
  settings(settings: Settings): void {
    this.#settings = settings;
    this.#draw();
  }

  /** km/h, or undefined when the vehicle does not say. */
  speed(value: SignalValue): void {
    this.#lastSpeed = value;
    if (!this.#speed) return;
    const { whole, speed } = measuresFor(this.#settings);
    this.#speed.textContent = whole(speed(value === undefined ? undefined : Math.abs(value)));
  }

  #draw(): void {
    const cover = this.#cover;
    this.#pane.replaceChildren();
    this.#pane.className = cover.kind;
    this.#pane.style.background = "";
    this.#pane.hidden = cover.kind === "none";
    this.#elapsed = undefined;
    this.#speed = undefined;
    if (cover.kind === "starting") {
      const { starting } = coverTexts[this.#settings.language];
      this.#pane.append(element("h1", titleOf(this.#display, this.#settings)), element("p", starting), element("div", "", "bar"));
    } else if (cover.kind === "placeholder") {
      this.#placeholder(cover);
    } else if (cover.kind === "hold") {
      if (cover.image !== undefined) this.#pane.style.backgroundImage = `url("${cover.image}")`;
      else this.#pane.style.background = "transparent";
      this.#elapsed = element("span", "", "stale");
      this.#pane.append(this.#elapsed);
      this.#tick();
    }
  }

  #placeholder(cover: Extract<Cover, { kind: "placeholder" }>): void {
    if (this.#vital) {
      const vital = element("div", "", "vital");
      this.#speed = element("span", "");
      vital.append(this.#speed, element("small", units[this.#settings.language][unitKeys(this.#settings).speed]));
      this.#pane.append(vital);
      this.speed(this.#lastSpeed);
    }
    this.#elapsed = element("p", "");
    this.#pane.append(element("h1", sentenceOf(this.#display, cover, this.#settings)), this.#elapsed);
    if (cover.restarting) this.#pane.append(element("div", "", "bar"));
    this.#tick();
  }

  #tick(): void {
    if (!this.#elapsed) return;
    const seconds = Math.floor((performance.now() - this.#since) / 1000);
    this.#elapsed.textContent = ageOf(seconds, this.#cover.kind === "hold", this.#settings);
  }
}
