/* A board inside another site's page: it is drawn, follows the hub, fits; no other page of the hub may be framed. */
import http from "node:http";
import { Hub, until, WAIT_MS } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, equal, event_small, sideways } from "../lib/browser.mjs";

const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small({ competitors: 12 }));
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = await Promise.all(["j1", "j2"].map((id) => Client.open(hub, { token: cards[id] })));
const site = http.createServer((request, answer) => {
	answer.setHeader("content-type", "text/html; charset=utf-8");
	answer.end(`<!doctype html><title>elsewhere</title><iframe src="${hub.url}${request.url}" width="640" height="420"></iframe>`);
});
await new Promise((done) => site.listen(0, "127.0.0.2", done));
const elsewhere = `http://127.0.0.2:${site.address().port}`;
let page;
let version = 0;

await chief.ask("phase", { ...stage, phase: "open", key: "open" });

/* Both judges give 001 these points. */
async function give(a1) {
	version += 1;
	for (const [n, judge] of judges.entries())
		await judge.ask("sheet", { ...stage, module: "work", competitor: "001", attempt: 1, version, marks: { A1: a1, A2: "1", A3: "0", A4: "12" },
			penalties: {}, key: `${version}-${n}` });
}

/* The document inside the frame, once it shows something. */
async function framed(selector) {
	const frame = page.frameLocator("iframe");
	await frame.locator(selector).first().waitFor({ timeout: WAIT_MS });
	return page.frames()[1];
}

await cases([
	["the board stands in another site's page", async () => {
		page = await browser.page({ width: 700, height: 520 });
		await page.goto(`${elsewhere}/embed/mould/final?lang=en`);
		const frame = await framed(".board-row[data-key]");
		equal("phase", /provisional/.test(await frame.locator(".board-phase").textContent()), true);
		equal("sideways", await sideways(frame), 0);
		equal("no code for the phone that one may be holding", await frame.locator(".board-qr").isVisible(), false);
	}],
	["it follows the hub", async () => {
		const frame = await framed(".board-row[data-key]");
		await give("5");
		await until("the mark", async () => /\d/.test(await frame.locator('.board-row[data-key="001"] .cell-part').first().textContent()));
		if (process.env.PICTURE) {
			await until("the table drawn fully", () => frame.evaluate(() => document.getAnimations().length === 0));
			await page.screenshot({ path: process.env.PICTURE });
		}
	}],
	["a stage that there is not has a sentence", async () => {
		await page.goto(`${elsewhere}/embed/mould/nothing?lang=en`);
		await framed(".message");
	}],
	["only that page may be framed", async () => {
		for (const path of ["/", "/screen/hall", "/judge", "/desk", "/results"])
			equal(path, /frame-ancestors 'self'$/.test((await fetch(hub.url + path)).headers.get("content-security-policy")), true);
		equal("embed", /frame-ancestors \*$/.test((await fetch(`${hub.url}/embed/mould/final`)).headers.get("content-security-policy")), true);
	}],
	["without a fault in the console", async () => equal("faults", page.faults, [])],
], async () => {
	site.close();
	await browser.stop();
	await hub.clean();
});
