/** Keeps what reached the page on its root element (`data-last-key`, `data-pointers`), where a test of the whole cockpit can read it. */
export function probeInput(page: Document): void {
  const data = page.documentElement.dataset;
  const down = new Set<number>();
  data["lastKey"] = "none";
  data["pointers"] = "0";
  const lift = (event: PointerEvent): void => void down.delete(event.pointerId);
  page.addEventListener("keydown", (event) => void (data["lastKey"] = event.code), { capture: true });
  page.addEventListener(
    "pointerdown",
    (event) => {
      down.add(event.pointerId);
      data["pointers"] = String(Math.max(down.size, Number(data["pointers"])));
    },
    { capture: true },
  );
  page.addEventListener("pointerup", lift, { capture: true });
  page.addEventListener("pointercancel", lift, { capture: true });
}
