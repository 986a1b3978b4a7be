/* The audience's page from plain files: no hub in sight of the browser, the same table, news by itself, silence said. */
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { Hub, WAIT_MS, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, equal, event_small, sideways } from "../lib/browser.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml" };
const stage = { contest: "mould", stage: "final" };
const folder = temporary_folder();
const hub = await Hub.start(event_small({ competitors: 8 }), { words: ["--publish", folder] });
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = await Promise.all(["j1", "j2"].map((id) => Client.open(hub, { token: cards[id] })));
const site = http.createServer((request, answer) => {
	let file = path.join(folder, path.posix.normalize(new URL(request.url, "http://x").pathname));
	if (fs.existsSync(file) && fs.statSync(file).isDirectory())
		file = path.join(file, "index.html");
	if (!fs.existsSync(file))
		return answer.writeHead(404).end();
	answer.setHeader("content-type", `${TYPES[path.extname(file)] ?? "text/plain"}; charset=utf-8`);
	return answer.end(fs.readFileSync(file));
});
await new Promise((done) => site.listen(0, "127.0.0.1", done));
const address = `http://127.0.0.1:${site.address().port}`;
const browser = await Browser.start();
const page = await browser.page({ width: 390, height: 844 });
let version = 0;

async function give(a1) {
	version += 1;
	for (const [n, judge] of judges.entries())
		await judge.ask("sheet", { ...stage, module: "work", competitor: "001", attempt: 1, version, marks: { A1: a1, A2: "1", A3: "0", A4: "12" },
			penalties: {}, key: `${version}-${n}` });
}

const total = () => page.locator(".card.competitor", { hasText: "王秀英" }).locator(".competitor-total").first().textContent();

await chief.ask("phase", { ...stage, phase: "open", key: "open" });
await give("5");

await cases([
	["the table is there", async () => {
		await until("the file", () => fs.existsSync(path.join(folder, "topics/board/mould/final.json")));
		await page.goto(`${address}/?lang=en`);
		await page.locator(".card.competitor").first().waitFor({ timeout: WAIT_MS });
		await until("the total", async () => /19/.test(await total()));
		equal("sideways", await sideways(page), 0);
	}],
	["news come by themselves", async () => {
		await give("9");
		await until("the total", async () => /23/.test(await total()));
		if (process.env.PICTURE)
			await page.screenshot({ path: process.env.PICTURE });
	}],
	["the results are a page", async () => {
		await page.goto(`${address}/results/mould/final`);
		await page.locator("table").waitFor({ timeout: WAIT_MS });
	}],
	["without a fault in the console", async () => equal("faults", page.faults, [])],
], async () => {
	site.close();
	await browser.stop();
	await hub.clean();
	fs.rmSync(folder, { recursive: true, force: true });
});
