// Any web app: its own files, no network, no cookies. It hears touches, and is closed while the car moves.
const SIDE = 5;
const board = document.querySelector("#board");
const lights = Array.from({ length: SIDE * SIDE }, (_, place) => {
  const light = document.createElement("button");
  light.setAttribute("aria-label", `Light ${place + 1}`);
  light.addEventListener("click", () => play(place));
  board.append(light);
  return light;
});
let moves = 0;

function turn(place) {
  const [x, y] = [place % SIDE, Math.floor(place / SIDE)];
  for (const [dx, dy] of [
    [0, 0],
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    if (x + dx >= 0 && x + dx < SIDE && y + dy >= 0 && y + dy < SIDE) lights[x + dx + (y + dy) * SIDE].classList.toggle("on");
  }
}

function play(place) {
  moves += 1;
  turn(place);
  show(lights.every((light) => !light.classList.contains("on")) ? "All out. Well done!" : "Put out every light.");
}

function begin() {
  moves = 0;
  for (const light of lights) light.classList.remove("on");
  // Turned from dark, so that there is a way back.
  for (let n = 0; n < 7; n++) turn(Math.floor(Math.random() * lights.length));
  show("Put out every light. A touch turns a light and its neighbours.");
}

function show(text) {
  document.querySelector("#moves").textContent = String(moves);
  document.querySelector("#told").textContent = text;
}

document.querySelector("#again").addEventListener("click", begin);
begin();
