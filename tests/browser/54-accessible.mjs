/* Every page and state: nothing that axe-core objects to, nothing that scrolls sideways, in both languages and all themes. */
import { Hub } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const hub = await Hub.start(event_small());
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
await chief.ask("phase", { contest: "mould", stage: "final", phase: "open", key: "open" });
for (const judge of ["j1", "j2"]) {
	const client = await Client.open(hub, { token: cards[judge] });
	await client.ask("sheet", { contest: "mould", stage: "final", module: "look", competitor: "001", attempt: 1, version: 1, marks: { B1: judge === "j1" ? "2" : "3" }, penalties: {}, key: judge });
	await client.close();
}

const SIZES = [[1280, 800], [768, 1024], [390, 844]];

/* Each: a name, an address, what to wait for, what to do first. */
const PAGES = [
	["audience", "/", ".competitor", null],
	["a competitor", "/", ".competitor", (page) => page.locator(".competitor-open").first().click()],
	["screen", "/screen/hall", ".board-row[data-key]", null],
	["sign-in", "/judge", "#code", null],
	["list", `/judge#${cards.j1}`, ".person", null],
	["sheet", `/judge#${cards.j1}`, ".person", async (page) => {
		await page.locator(".person").first().click();
		await page.locator("#mark-A1").click();
	}],
	["judgement", `/judge#${cards.j2}`, ".person", async (page) => {
		await page.locator(".bar-module select").first().selectOption("1");
		await page.locator(".person").first().click();
		await page.locator(".choice").first().waitFor();
	}],
	["menu", `/judge#${cards.j1}`, ".person", (page) => page.locator(".bar-menu").click()],
	["desk", `/desk#${cards.chief}`, ".matrix-cell", null],
	["the history", `/desk#${cards.chief}`, ".matrix-cell", async (page) => {
		await page.locator(".bar button").nth(1).click();
		await page.locator(".history li").first().waitFor();
	}],
	["how judges agree", `/desk#${cards.chief}`, ".matrix-cell", async (page) => {
		await page.locator(".bar button").nth(3).click();
		await page.locator(".plot").first().waitFor();
	}],
	["marks side by side", `/desk#${cards.chief}`, ".matrix-cell", async (page) => {
		await page.locator(".matrix-name").first().click();
		await page.locator("dialog button[value=marks]").click();
		await page.locator(".marks").first().waitFor();
	}],
	["a desk's dialog", `/desk#${cards.chief}`, ".matrix-cell", (page) => page.locator(".matrix-name").first().click()],
];

async function look(path, ready, act, { size, lang, theme }) {
	const page = await browser.page({ width: size[0], height: size[1], reducedMotion: "reduce" });
	const [address, token] = path.split("#");
	await page.goto(`${hub.url}${address}?lang=${lang}&theme=${theme}${token ? `#${token}` : ""}`);
	await page.locator(ready).first().waitFor();
	if (act)
		await act(page);
	const found = { axe: await axe(page), sideways: await sideways(page), faults: page.faults };
	await page.context().close();
	return found;
}

const clean = { axe: [], sideways: 0, faults: [] };

await cases([
	...PAGES.map(([name, path, ready, act]) => [name, async () => {
		for (const [n, size] of SIZES.entries())
			equal(`${name} at ${size.join("x")}`, await look(path, ready, act, { size, lang: n === 1 ? "zh" : "en", theme: n === 2 ? "dark" : "light" }), clean);
	}]),
	["high contrast", async () => {
		equal("audience", await look("/", ".competitor", null, { size: SIZES[2], lang: "both", theme: "contrast" }), clean);
		equal("screen", await look("/screen/hall", ".board-row[data-key]", null, { size: SIZES[0], lang: "both", theme: "contrast" }), clean);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
}, { steps: false });
