// @ts-check
/// <reference path="./guest.d.ts" />

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** km/h, undefined while the car says nothing or what it said is stale. @type {number | undefined} */
let speed;
let shown = 0;
let frame = 0;
let taps = 0;

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

element("tap").addEventListener("click", () => {
  element("taps").textContent = String(++taps);
});

const [display] = await window.guest.connectors;
if (display) element("display").textContent = `${display.uniqueId}, ${display.width} × ${display.height}`;
