import { expect, test } from "vitest";
import { CELLS_OCTETS, GUESTS_MAX, VERDICT_FLOOD, VERDICT_STALL, WatchdogCells } from "../../../main/electron/watchdog-cells.ts";
import { countMessage, readCount } from "../../../main/hypervisor/flood.ts";

/** Both threads' ends of one memory. */
function bothEnds(): { readonly dom0: WatchdogCells; readonly watchdog: WatchdogCells } {
  const buffer = new SharedArrayBuffer(CELLS_OCTETS);
  return { dom0: new WatchdogCells(buffer), watchdog: new WatchdogCells(buffer) };
}

test("the watchdog sees dom0's heart beat", () => {
  const { dom0, watchdog } = bothEnds();
  const before = watchdog.heartbeat();
  dom0.beat();
  dom0.beat();
  expect([before, watchdog.heartbeat()]).toEqual([0, 2]);
});

test("rows are handed out until there are none, and a row that is given back is the next", () => {
  const { dom0 } = bothEnds();
  const rows = Array.from({ length: GUESTS_MAX }, () => {
    const row = dom0.freeRow();
    if (row !== undefined) dom0.setPid(row, -1);
    return row;
  });
  const full = dom0.freeRow();
  dom0.setPid(5, 0);
  expect([rows, full, dom0.freeRow()]).toEqual([Array.from({ length: GUESTS_MAX }, (_, row) => row), undefined, 5]);
});

test("no row's words are another's, nor the heartbeat's", () => {
  const { dom0, watchdog } = bothEnds();
  dom0.beat();
  for (let row = 0; row < GUESTS_MAX; row++) {
    dom0.setPid(row, 1000 + row);
    dom0.setVerdict(row, row % 2 === 0 ? VERDICT_FLOOD : VERDICT_STALL);
    for (let message = 0; message <= row; message++) countMessage(dom0.counter(row), 10);
  }
  const rows = Array.from({ length: GUESTS_MAX }, (_, row) => [watchdog.pid(row), watchdog.verdict(row), readCount(watchdog.counter(row))]);
  expect([watchdog.heartbeat(), rows]).toEqual([
    1,
    Array.from({ length: GUESTS_MAX }, (_, row) => [
      1000 + row,
      row % 2 === 0 ? VERDICT_FLOOD : VERDICT_STALL,
      { messages: row + 1, octets: 10 * (row + 1), busyUs: 0, atWork: false },
    ]),
  ]);
});

test("a row's next process does not inherit the verdict on the last", () => {
  const { dom0, watchdog } = bothEnds();
  dom0.setPid(3, 77);
  watchdog.setVerdict(3, VERDICT_FLOOD);
  const judged = dom0.verdict(3);
  dom0.setPid(3, 78);
  expect([judged, dom0.verdict(3)]).toEqual([VERDICT_FLOOD, 0]);
});
