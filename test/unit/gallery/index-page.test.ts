import { expect, test } from "vitest";
import { indexPage } from "../../gallery/index-page.ts";
import { allShots } from "../../gallery/shots.ts";

const [shot] = allShots()[0]!.shots;

test("the page has each picture small within it, and a link to the file beside it", () => {
  const page = indexPage([{ shot: shot!, thumbnail: "SlBFRw==" }], 1);
  expect(page).toContain('href="cluster-night-en-lamp-check.png"');
  expect(page).toContain('src="data:image/jpeg;base64,SlBFRw=="');
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

test("a picture that could not be taken is there with its reason, as text", () => {
  const page = indexPage([{ shot: shot!, thumbnail: undefined, problem: "<b>waited</b>" }], 2);
  expect(page).toContain("&lt;b&gt;waited&lt;/b&gt;");
  expect(page).toContain("2 of 2 are missing");
});
