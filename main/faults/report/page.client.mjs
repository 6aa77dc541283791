/**
 * The script of a report's page: draws each run's chart when it comes into view. It is put into the page as it is and runs after uPlot;
 * tsconfig.json beside it has it type-checked, by its JSDoc.
 *
 * @typedef {import("./chart.ts").ChartData} ChartData
 * @typedef {import("uplot")} UPlot
 */

/** @type {typeof import("uplot")} */
const UPlot = /** @type {any} */ (globalThis).uPlot;

/** The same as in base.css and page.css; a canvas knows no custom properties. */
const COLOURS = { fault: "#ff453a", detection: "#ffb000", "safe-state": "#4da3ff", recovery: "#34d058" };
const AXIS = "#9fb0c3";
const GRID = "#1b2735";
const FONT = "12px system-ui, sans-serif";
const HEIGHT = 380;
/** A printed page's width, A4 lying with its margins. */
const PRINT_WIDTH = 980;

/** A row above the plot for each kind of mark: events that are milliseconds apart are at one place in a run of seconds. */
const KINDS = /** @type {(keyof typeof COLOURS)[]} */ (Object.keys(COLOURS));
const ROW = 16;

/** Lines of the log scale: a frame at 60 Hz and a second's gap are both on one. */
const TICKS = [1, 2, 4, 8, 16.7, 33.3, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 60000];

/** @param {number} ms */
const tickWords = (ms) => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`);

/** @type {(ChartData | null)[]} */
const charts = JSON.parse(document.getElementById("charts")?.textContent ?? "[]");
/** @type {Map<Element, UPlot>} */
const drawn = new Map();

/**
 * Lanes on one time axis; at another lane's frames a lane has nothing, and its line goes on. A log scale has no 0.
 * @param {ChartData} chart
 */
function tableOf({ lanes }) {
  const tables = lanes.map(
    ({ at, intervalMs }) =>
      /** @type {import("uplot").AlignedData} */ ([at.map((ms) => ms / 1000), intervalMs.map((ms) => Math.max(0.5, ms))]),
  );
  return UPlot.join(
    tables,
    tables.map((table) => table.map(() => 1)),
  );
}

/**
 * From half of a frame at 60 Hz at the most, to twice at the least, so that a run in which nothing happened is not drawn as noise.
 * @param {ChartData} chart
 * @returns {[number, number]}
 */
function intervalRange({ lanes }) {
  let [low, high] = [8, 40];
  for (const { intervalMs } of lanes) {
    for (const ms of intervalMs) {
      low = Math.min(low, ms);
      high = Math.max(high, ms);
    }
  }
  return [Math.max(0.5, low * 0.9), high * 1.4];
}

/**
 * The FTTI's band under the lanes.
 * @param {UPlot} plot
 * @param {ChartData} chart
 */
function drawBand({ ctx, bbox, valToPos }, { ftti }) {
  if (!ftti) return;
  const [from, to] = /** @type {[number, number]} */ (
    ftti.map((ms) => Math.min(bbox.left + bbox.width, Math.max(bbox.left, valToPos(ms / 1000, "x", true))))
  );
  ctx.save();
  ctx.fillStyle = "rgba(255, 176, 0, 0.13)";
  ctx.fillRect(from, bbox.top, Math.max(1, to - from), bbox.height);
  ctx.restore();
}

/**
 * The marks over the lanes. A label that would lie on the one before it is left out: the event list has it.
 * @param {UPlot} plot
 * @param {ChartData} chart
 */
function drawMarks({ ctx, bbox, valToPos }, { marks }) {
  const ratio = UPlot.pxRatio;
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.lineWidth = 1.5 * ratio;
  KINDS.forEach((kind, row) => {
    const y = bbox.top - (KINDS.length - row - 0.5) * ROW * ratio;
    let free = -Infinity;
    ctx.fillStyle = ctx.strokeStyle = COLOURS[kind];
    for (const mark of marks) {
      if (mark.kind !== kind) continue;
      const x = valToPos(mark.at / 1000, "x", true);
      if (x < bbox.left || x > right) continue;
      ctx.setLineDash(kind === "fault" ? [] : [5 * ratio, 3 * ratio]);
      ctx.beginPath();
      // A line that would go through the label before it begins below it.
      ctx.moveTo(x, x < free ? bbox.top : y);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const gap = 5 * ratio;
      const width = ctx.measureText(mark.label).width;
      const toLeft = x + gap + width > right;
      const start = toLeft ? x - gap - width : x + gap;
      if (start < free) continue;
      ctx.fillText(mark.label, start, y);
      free = start + width + 2 * gap;
    }
  });
  ctx.restore();
}

/**
 * What the legend says of a lane under the cursor: the interval that the next frame there ends.
 * @param {UPlot} plot
 * @param {number} series
 * @param {number} index
 */
function nextFrame(plot, series, index) {
  const values = plot.data[series];
  if (series === 0 || !values) return index;
  for (let i = index; i < values.length; i++) if (values[i] !== undefined && values[i] !== null) return i;
  return index;
}

/**
 * @param {ChartData} chart
 * @param {number} width
 * @returns {import("uplot").Options}
 */
function optionsOf(chart, width) {
  const [low, high] = intervalRange(chart);
  // An interval ends at its frame's time, so its step is before it: a gap is as wide as it was long.
  const stepped = UPlot.paths.stepped?.({ align: -1 });
  return {
    width,
    height: HEIGHT,
    padding: [KINDS.length * ROW + 6, 28, 0, 0],
    cursor: { dataIdx: nextFrame, points: { size: 6 } },
    scales: {
      x: { time: false, min: chart.whole[0] / 1000, max: chart.whole[1] / 1000 },
      y: { distr: 3, log: 10, range: [low, high] },
    },
    axes: [
      {
        stroke: AXIS,
        font: FONT,
        grid: { stroke: GRID, width: 1 },
        ticks: { stroke: GRID, width: 1 },
        values: (_, splits) => splits.map((at) => `${Number(at.toFixed(4))} s`),
      },
      {
        stroke: AXIS,
        font: FONT,
        size: 72,
        grid: { stroke: GRID, width: 1 },
        ticks: { stroke: GRID, width: 1 },
        splits: () => TICKS.filter((tick) => tick >= low && tick <= high),
        filter: (_, splits) => splits,
        values: (_, splits) => splits.map(tickWords),
      },
    ],
    series: [
      { label: "At", value: (_, at) => (at === null ? "–" : `${at.toFixed(3)} s`) },
      ...chart.lanes.map(({ label, colour }, i) => ({
        label,
        stroke: colour,
        // Lanes that are all well lie on each other: each is narrower than those below it, so that all are seen.
        width: Math.min(4, 1.3 + 1.2 * (chart.lanes.length - 1 - i)),
        points: { show: false },
        ...(stepped ? { paths: stepped } : {}),
        value: (/** @type {UPlot} */ _, /** @type {number | null} */ ms) => (ms === null || ms === undefined ? "–" : `${ms.toFixed(1)} ms`),
      })),
    ],
    hooks: { drawAxes: [(plot) => drawBand(plot, chart)], draw: [(plot) => drawMarks(plot, chart)] },
  };
}

/** @param {Element} place */
function draw(place) {
  const chart = charts[Number(place.getAttribute("data-chart"))];
  if (!chart || drawn.has(place)) return;
  drawn.set(place, new UPlot(optionsOf(chart, place.clientWidth), tableOf(chart), /** @type {HTMLElement} */ (place)));
}

const places = [...document.querySelectorAll("[data-chart]")];

// Dozens of charts at once would keep a page from showing for seconds.
const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target);
  },
  { rootMargin: "300px" },
);
const sized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const plot = drawn.get(target);
    // Its height changes when it is drawn, which is nothing to answer with a drawing; and a drawing within the observer is one more change.
    if (plot && plot.width !== contentRect.width) {
      requestAnimationFrame(() => plot.setSize({ width: contentRect.width, height: HEIGHT }));
    }
  }
});
for (const place of places) {
  seen.observe(place);
  sized.observe(place);
}

for (const button of document.querySelectorAll("button[data-range]")) {
  button.addEventListener("click", () => {
    const place = button.closest("section")?.querySelector("[data-chart]");
    if (!place) return;
    draw(place);
    const chart = charts[Number(place.getAttribute("data-chart"))];
    const range = button.getAttribute("data-range") === "fault" ? chart?.fault : chart?.whole;
    if (range) drawn.get(place)?.setScale("x", { min: range[0] / 1000, max: range[1] / 1000 });
  });
}

// A printer sees all of the page, and another width.
addEventListener("beforeprint", () => {
  for (const place of places) {
    draw(place);
    drawn.get(place)?.setSize({ width: PRINT_WIDTH, height: HEIGHT });
  }
});
addEventListener("afterprint", () => {
  for (const [place, plot] of drawn) plot.setSize({ width: place.clientWidth, height: HEIGHT });
});
