/* Takes the README's pictures: a real hub with the sample event, judges who mark from a fixed seed, a real browser. `make pictures`. */
import fs from "node:fs";
import path from "node:path";
import { ROOT, Hub } from "../tests/lib/hub.mjs";
import { Client } from "../tests/lib/client.mjs";
import { Browser } from "../tests/lib/browser.mjs";

const SAMPLE = path.join(ROOT, "events/samples/yongkang-2018/event.json");
const FOLDER = process.argv[2] ?? path.join(ROOT, "docs/images");
const MARKED = 84; /* competitors that are marked when the pictures are taken */
const stage = { contest: "mould", stage: "prelim" };

const event = JSON.parse(fs.readFileSync(SAMPLE, "utf8"));
const hub = await Hub.start(SAMPLE);
const browser = await Browser.start();
const cards = hub.cards();

async function picture(name, size, address, ready, act = async () => {}) {
	const page = await browser.page({ width: size[0], height: size[1], locale: "zh-CN" });
	await page.goto(hub.url + address);
	await page.locator(ready).first().waitFor();
	await act(page);
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
	await page.context().close();
	console.log(`${name}.png`);
}

function chief_token() {
	return cards[event.people.find((person) => person.role === "chief").id];
}

/* Numbers in [0, 1) that are the same each time. */
let seed = 20181;
function drawn() {
	seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
	return seed / 0x80000000;
}

function value(aspect, skill) {
	const good = Math.min(1, Math.max(0, skill + (drawn() - 0.5) * 0.3));
	switch (aspect.method) {
	case "tolerance":
		return (Number(aspect.nominal) + (1 - good) * 0.09).toFixed(3);
	case "judgement":
		return String(Math.min(3, Math.floor(good * 3.4)));
	case "binary":
		return good > 0.35 ? "1" : "0";
	case "count":
		return String(Math.floor((1 - good) * 4));
	default:
		return String(Math.round((good * Number(aspect.max)) / Number(aspect.step ?? 1)) * Number(aspect.step ?? 1));
	}
}

/* Every judge of the stage marks the first MARKED competitors. */
async function mark() {
	const modules = event.contests[0].stages[0].modules;
	const clients = new Map();
	for (const id of new Set(modules.flatMap((module) => module.judges)))
		clients.set(id, await Client.open(hub, { token: cards[id] }));
	for (const competitor of event.contests[0].competitors.slice(0, MARKED)) {
		const skill = 0.45 + drawn() * 0.5;
		for (const module of modules)
			for (const [n, judge] of module.judges.entries()) {
				const aspects = module.criteria.flatMap((criterion) => criterion.aspects).filter((aspect) => aspect.panel || aspect.method === "judgement" || n === 0);
				await clients.get(judge).ask("sheet", { ...stage, module: module.id, competitor: competitor.id, attempt: 1, version: 1, penalties: {},
					marks: Object.fromEntries(aspects.map((aspect) => [aspect.id, value(aspect, skill)])), key: `${module.id}-${competitor.id}` });
			}
	}
	return clients;
}

/* Begins a sheet, so that the picture shows one in the judge's hand. */
async function begin_sheet(page) {
	await page.locator(".bar-module select").first().selectOption({ index: 1 });
	await page.locator('.person[data-state="waiting"]').first().click();
	const [first, second] = await page.locator(".field-entry input").all();
	await first.fill("12.01");
	await second.click();
}

try {
	fs.mkdirSync(FOLDER, { recursive: true });
	const chief = await Client.open(hub, { token: chief_token() });
	await chief.ask("phase", { ...stage, phase: "open", key: "open" });
	const clients = await mark();
	await picture("board", [1920, 1080], "/screen/hall?page_ms=600000", ".board-row[data-key]", async (page) => {
		await clients.get("j1").ask("sheet", { ...stage, module: "theory", competitor: await page.locator(".board-row[data-key]").nth(10).getAttribute("data-key"), attempt: 1,
			version: 2, marks: Object.fromEntries(event.contests[0].stages[0].modules[0].criteria.flatMap((c) => c.aspects).map((a) => [a.id, String(a.max)])), penalties: {}, key: "up" });
		await page.locator('.cell-move[data-way="up"]').waitFor();
		await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().duration < 5000).map((a) => a.finished.catch(() => {}))));
	});
	await picture("phone", [390, 844], "/?lang=zh&theme=light", ".competitor", (page) => page.locator(".star").nth(4).click());
	await picture("tablet", [1024, 768], `/judge?lang=zh#${cards.j1}`, ".person", begin_sheet);
	await picture("desk", [1440, 900], `/desk?lang=en#${chief_token()}`, '.matrix-cell[data-cell="in"]');
} finally {
	await browser.stop();
	await hub.clean();
}
