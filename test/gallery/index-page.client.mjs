/** The script of the gallery's page: the switches, and one picture at its full size. It is put into the page as it is. */

const figures = [...document.querySelectorAll("figure")];
const switches = [...document.querySelectorAll("input")];
const dialog = document.querySelector("dialog");
const [words, picture] = [dialog.querySelector("p"), dialog.querySelector("img")];
/** The link that the dialog shows. */
let at;

const shown = (figure) => !figure.hidden && figure.querySelector("a");

function narrow() {
  const off = switches.filter(({ checked }) => !checked);
  for (const figure of figures) figure.hidden = off.some(({ name, value }) => figure.dataset[name] === value);
  for (const group of document.querySelectorAll(".row, section"))
    group.hidden = ![...group.querySelectorAll("figure")].some((one) => !one.hidden);
  document.querySelector("#shown").textContent = figures.filter(shown).length;
  // So that a view can be sent on as a link.
  history.replaceState(null, "", off.length > 0 ? `#-${off.map(({ name, value }) => `${name}.${value}`).join("-.")}` : location.pathname);
}

function show(link) {
  if (!link) return;
  at = link;
  words.textContent = link.title;
  picture.src = link.getAttribute("href");
  picture.alt = link.title;
  if (!dialog.open) dialog.showModal();
}

function turn(by) {
  const links = figures.filter(shown).map((figure) => figure.querySelector("a"));
  show(links[(links.indexOf(at) + by + links.length) % links.length]);
}

for (const one of switches) {
  one.closest("label").addEventListener("click", (event) => {
    if (!event.altKey) return;
    event.preventDefault();
    const own = switches.filter(({ name }) => name === one.name);
    const alone = own.every((other) => other.checked === (other === one));
    for (const other of own) other.checked = alone || other === one;
    narrow();
  });
  one.addEventListener("change", narrow);
}
document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});
dialog.addEventListener("keydown", ({ key }) => {
  if (key === "ArrowRight") turn(1);
  if (key === "ArrowLeft") turn(-1);
});
dialog.addEventListener("click", ({ target }) => {
  if (target.id === "before") turn(-1);
  else if (target.id === "next") turn(1);
  else dialog.close();
});
dialog.addEventListener("close", () => at?.focus());

for (const word of location.hash.startsWith("#-") ? location.hash.slice(2).split("-.") : []) {
  const found = switches.find(({ name, value }) => `${name}.${value}` === word);
  if (found) found.checked = false;
}
narrow();
