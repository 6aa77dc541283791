/** The screenshots of a run: a row a display, so that one display's fault, detection and recovery are beside each other. */
import type { Picture, RunRecord } from "../record.ts";
import { counted, moment as timeOf } from "./figures.ts";
import { html, type Markup } from "./markup.ts";

const MOMENTS = ["fault", "detection", "recovery"] as const;

/** Base64 digits of all pictures of a page. The JSON report has every picture; a page that a browser chokes on has none. */
export const PICTURES_MAX = 5_000_000;

/** The pictures that a page has room for: those of runs that did not pass first, since they are what is looked at. */
export function picturesShown(runs: readonly RunRecord[], max: number): ReadonlySet<Picture> {
  const wanted = [...runs.filter(({ verdict }) => verdict !== "passed"), ...runs.filter(({ verdict }) => verdict === "passed")];
  const shown = new Set<Picture>();
  let used = 0;
  for (const picture of wanted.flatMap(({ pictures }) => pictures)) {
    if (used + picture.png.length > max) continue;
    used += picture.png.length;
    shown.add(picture);
  }
  return shown;
}

function figure({ at, moment, display, png }: Picture): Markup {
  return html`<figure>
    <img src="data:image/png;base64,${png}" alt="${display} at ${moment}" />
    <figcaption><b class="${moment}">${moment}</b> ${display}, ${timeOf(at)} ms</figcaption>
  </figure>`;
}

/** All pictures of the run that are shown; nothing when it took none. */
export function picturesOf({ pictures }: RunRecord, shown: ReadonlySet<Picture>): Markup | undefined {
  if (pictures.length === 0) return undefined;
  const here = pictures.filter((picture) => shown.has(picture));
  const leftOut = pictures.length - here.length;
  const cells = [...new Set(here.map(({ display }) => display))].flatMap((display) =>
    MOMENTS.map((moment) => {
      const own = here.filter((picture) => picture.display === display && picture.moment === moment);
      return html`<div>${own.length > 0 ? own.map(figure) : html`<p class="empty">no picture at ${moment}</p>`}</div>`;
    }),
  );
  return html`<h3>Screens</h3>
    <div class="pictures">${cells}</div>
    ${leftOut > 0 ? html`<p class="note">${counted(leftOut, "picture")} left out to keep the page small; the JSON report has all.</p>` : undefined}`;
}
