// @ts-check
/// <reference path="./guest.d.ts" />

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** km/h, undefined while the car says nothing or what it said is stale. @type {number | undefined} */
let speed;
let shown = 0;
let frame = 0;

window.guest.onSignals((changed) => {
  if ("Vehicle.Speed" in changed) speed = changed["Vehicle.Speed"];
});

// What is drawn in the callback is the frame; a page that draws nothing has to return all the same, or counts as frozen.
window.guest.onFrame(() => {
  shown += ((speed ?? 0) - shown) * 0.2;
  element("speed").textContent = speed === undefined ? "--" : String(Math.round(Math.abs(shown)));
  element("bar").style.transform = `scaleX(${Math.min(1, Math.abs(shown) / 200)})`;
  element("frame").textContent = String(++frame);
});

// Kept by the cockpit: the next domain of this name goes on counting, and so does the next start.
window.guest.settings.onChange((changed) => {
  if ("taps" in changed) element("taps").textContent = changed["taps"] ?? "0";
});
element("tap").addEventListener("click", () => window.guest.settings.set("taps", String(Number(element("taps").textContent) + 1)));

const [display] = await window.guest.connectors;
if (display) element("display").textContent = `${display.uniqueId}, ${display.width} × ${display.height}`;
