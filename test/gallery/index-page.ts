/**
 * The gallery's page: every picture small, by state, with what narrows it down. It is whole in itself, the small pictures included, and can be
 * mailed; a picture at its full size is the file beside it.
 */
import { html, programScript, styleSheet, type Markup } from "../../main/faults/report/markup.ts";
import client from "./index-page.client.mjs?raw";
import base from "../../main/faults/report/base.css?raw";
import css from "./index-page.css?raw";
import { LANGUAGES } from "./languages.ts";
import { DISPLAYS, fileOf, THEMES, type Shot } from "./shots.ts";
import { STATES } from "./states.ts";

/** What became of a shot. */
export interface Entry {
  readonly shot: Shot;
  /** A JPEG in base64; undefined: there is none. */
  readonly thumbnail: string | undefined;
  /** Why there is none. */
  readonly problem?: string;
}

const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src data: file: 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** In English: whoever looks may have no font for the others. */
const languages = { en: "English", de: "German", zh: "Chinese", ar: "Arabic" } as const;
const displays = { cluster: "Cluster 1920 × 720", ivi: "Infotainment 1280 × 800", "ivi-portrait": "Infotainment 1080 × 1920" } as const;
const themes = { night: "Night", day: "Day" } as const;

/** A row of switches: what is not on is not shown. */
function facet(name: string, title: string, choices: readonly (readonly [value: string, label: string])[]): Markup {
  return html`<fieldset>
    <legend>${title}</legend>
    ${choices.map(([value, label]) => html`<label><input type="checkbox" name="${name}" value="${value}" checked /><span>${label}</span></label>`)}
  </fieldset>`;
}

function figure({ shot, thumbnail, problem }: Entry): Markup {
  const { display, theme, language, state } = shot;
  const file = fileOf(shot);
  const said = `${displays[display]}, ${themes[theme].toLowerCase()}, ${languages[language]}`;
  return html`<figure data-display="${display}" data-theme="${theme}" data-language="${language}" data-state="${state.name}">
    ${
      thumbnail === undefined
        ? html`<p class="missing">${problem ?? "not taken"}</p>`
        : html`<a href="${file}" title="${state.title}: ${said}"
            ><img src="data:image/jpeg;base64,${thumbnail}" alt="${state.title}: ${said}" loading="lazy"
          /></a>`
    }
    <figcaption>
      <b>${themes[theme]}</b>
      <span>${languages[language]}</span>
      ${display === "cluster" ? undefined : html`<small>${display === "ivi" ? "landscape" : "portrait"}</small>`}
    </figcaption>
  </figure>`;
}

function section(state: (typeof STATES)[number], entries: readonly Entry[]): Markup | undefined {
  const own = entries.filter(({ shot }) => shot.state === state);
  if (own.length === 0) return undefined;
  return html`<section id="${state.name}" data-state="${state.name}">
    <h2>${state.title}</h2>
    ${DISPLAYS.map((display) => {
      const shown = own.filter(({ shot }) => shot.display === display);
      return shown.length === 0
        ? undefined
        : html`<div class="row ${display}">
            <h3>${displays[display]}</h3>
            ${shown.map(figure)}
          </div>`;
    })}
  </section>`;
}

/** The whole page; `wanted` is how many pictures there were to be. */
export function indexPage(entries: readonly Entry[], wanted: number): string {
  const taken = entries.filter(({ thumbnail }) => thumbnail !== undefined).length;
  const has = <T extends string>(names: readonly T[], of: (shot: Shot) => string): readonly T[] =>
    names.filter((name) => entries.some(({ shot }) => of(shot) === name));
  const states = STATES.filter((state) => entries.some(({ shot }) => shot.state === state));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="dark" />
        <title>Argonaut: gallery</title>
        ${styleSheet(base + css)}
      </head>
      <body>
        <header>
          <h1>Argonaut <small>gallery</small></h1>
          <p role="status">
            <b id="shown">${taken}</b> of ${taken} pictures shown${taken < wanted ? `; ${wanted - taken} of ${wanted} are missing` : ""}
          </p>
          <form>
            ${facet(
              "display",
              "Display",
              has(DISPLAYS, ({ display }) => display).map((name) => [name, displays[name]] as const),
            )}
            ${facet(
              "theme",
              "Theme",
              has(THEMES, ({ theme }) => theme).map((name) => [name, themes[name]] as const),
            )}
            ${facet(
              "language",
              "Language",
              has(LANGUAGES, ({ language }) => language).map((name) => [name, languages[name]] as const),
            )}
            ${facet(
              "state",
              "State",
              states.map(({ name, title }) => [name, title] as const),
            )}
          </form>
          <p class="keys">
            <kbd>Alt</kbd>+click a switch: that one alone, or all again. In a picture: <kbd>←</kbd> <kbd>→</kbd> <kbd>Esc</kbd>
          </p>
        </header>
        <main>${states.map((state) => section(state, entries))}</main>
        <dialog>
          <p></p>
          <img alt="" />
          <nav>
            <button type="button" id="before" aria-label="Before">←</button><button type="button" id="next" aria-label="Next">→</button>
          </nav>
        </dialog>
        ${programScript(client, "module")}
      </body>
    </html> `.text;
}
