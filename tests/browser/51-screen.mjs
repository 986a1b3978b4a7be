/* The hall's screen: the table as the hub has it, who moved, pages, staleness, scenes. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small({ competitors: 30 }));
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = await Promise.all(["j1", "j2"].map((id) => Client.open(hub, { token: cards[id] })));
let version = {};
let screen;

/* Both judges give a competitor the same points. */
async function give(competitor, a1) {
	version[competitor] = (version[competitor] ?? 0) + 1;
	for (const [n, judge] of judges.entries())
		await judge.ask("sheet", { ...stage, module: "work", competitor, attempt: 1, version: version[competitor],
			marks: { A1: a1, A2: "1", A3: "0", A4: "12" }, penalties: {}, key: `${competitor}-${version[competitor]}-${n}` });
}

function order() {
	return screen.locator(".board-row[data-key]").evaluateAll((list) => list.map((node) => node.dataset.key));
}

/* Texts that stand out of their cell or row. */
function cut_names() {
	return screen.evaluate(() => [...document.querySelectorAll(".fitted")].filter((node) => node.offsetParent).filter((node) => {
		const row = node.closest(".board-row, .board-head").getBoundingClientRect();
		const box = node.getBoundingClientRect();
		return node.scrollWidth > node.clientWidth + 1 || box.top < row.top - 1 || box.bottom > row.bottom + 1;
	}).map((node) => node.textContent));
}

await chief.ask("phase", { ...stage, phase: "open", key: "open" });
await give("001", "5");
await give("002", "6");
await give("003", "6");

await cases([
	["the table is shown as the hub has it, with shared ranks", async () => {
		screen = await browser.page({ width: 1920, height: 1080 });
		await screen.goto(`${hub.url}/screen/hall?lang=en&page_ms=600000`);
		await until("the order", async () => (await order()).slice(0, 3).join() === "002,003,001");
		const ranks = await screen.locator(".board-row[data-key] .cell-rank").allTextContents();
		equal("ranks", ranks.slice(0, 4), ["1", "1", "3", "–"]);
		await text_is(screen, ".board-phase", /provisional/);
		await text_is(screen, ".board-link", /LIVE/);
		equal("not marked is not 0", (await screen.locator('.board-row[data-key="004"] .cell-total').textContent()).startsWith("–"), true);
		equal("sideways", await sideways(screen), 0);
	}],
	["10 to 14 rows, of text that is at least 3 % of the height", async () => {
		const rows = (await order()).length;
		equal("rows", rows >= 10 && rows <= 14, true);
		const size_px = await screen.locator(".board-row .cell-name").nth(3).evaluate((node) => parseFloat(getComputedStyle(node).fontSize));
		equal("size", size_px >= 0.03 * 1080, true);
		const beyond = await screen.evaluate(() => [...document.querySelectorAll(".board-row[data-key]")].filter((row) =>
			row.getBoundingClientRect().bottom > document.querySelector(".board-foot").getBoundingClientRect().top + 1).length);
		equal("rows under the foot", beyond, 0);
	}],
	["a change moves the row, with an arrow and a word", async () => {
		await give("001", "9");
		await until("001 leads", async () => (await order())[0] === "001");
		await text_is(screen, '.board-row[data-key="001"] .cell-move', /▲2 up/);
		await text_is(screen, '.board-row[data-key="002"] .cell-move', /▼1 down/);
	}],
	["a page that ends inside a shared rank says so", async () => {
		for (let n = 4; n <= 20; n++)
			await give(String(n).padStart(3, "0"), "4");
		await text_is(screen, ".board-tie:not([data-end])", /tie for 4 goes on overleaf/);
		await text_is(screen, ".board-foot", /page 1\/3/);
	}],
	["pages turn by themselves and come round", async () => {
		const other = await browser.page({ width: 1920, height: 1080 });
		await other.goto(`${hub.url}/screen/hall?lang=en&page_ms=700`);
		for (const page of ["page 2/3", "page 3/3", "page 1/3"])
			await text_is(other, ".board-foot", new RegExp(page));
		await other.context().close();
	}],
	["names are never cut: what is long shrinks or wraps", async () => {
		for (const [width, height] of [[1024, 768], [390, 844], [1920, 1080]]) {
			await screen.setViewportSize({ width, height });
			await until("no name is cut", async () => (await cut_names()).length === 0).catch(() => {});
			equal(`cut at ${width}`, await cut_names(), []);
		}
	}],
	["a hub that says nothing makes the board say so, and it goes on by itself", async () => {
		process.kill(hub.child.pid, "SIGSTOP");
		try {
			await text_is(screen, ".board-link", /no news for|offline/);
			equal("state", ["stale", "offline"].includes(await screen.locator(".board").getAttribute("data-link")), true);
		} finally {
			process.kill(hub.child.pid, "SIGCONT");
		}
		await text_is(screen, ".board-link", /LIVE/);
		await give("021", "10");
		await until("021 leads", async () => (await order())[0] === "021");
	}],
	["the desk puts other scenes on a named screen", async () => {
		const scene = async (value, n) => chief.ask("screen", { screen: "hall", scene: value, key: `scene-${n}` });
		await scene({ kind: "message", text: "午餐 12:00" }, 1);
		await text_is(screen, ".message", /午餐 12:00/);
		await scene({ kind: "countdown", to: Date.now() + 600000, title: "还有" }, 2);
		await text_is(screen, ".count", /^(10:00|9:\d\d)$/);
		await scene({ kind: "podium", ...stage }, 3);
		await text_is(screen, '.podium-step[data-step="1"]', /选手21/);
		await scene({ kind: "latest", ...stage }, 7);
		await text_is(screen, ".plain-scene h1", /Waiting for a score/);
		await give("022", "3");
		await text_is(screen, ".score h1", /选手22/);
		await text_is(screen, ".score-total", /^17\.00$/);
		await text_is(screen, ".score-place", /now in place 22/);
		await scene({ kind: "turns", seconds: 1, scenes: [{ kind: "message", text: "one" }, { kind: "message", text: "two" }] }, 8);
		for (const words of [/one/, /two/, /one/])
			await text_is(screen, ".message", words);
		await scene({ kind: "address" }, 4);
		await text_is(screen, ".plain-scene p", /http/);
		await scene({ kind: "blank" }, 5);
		await until("blank", async () => (await screen.locator("#scene").innerText()).trim().length <= 10);
		await scene({ kind: "board", ...stage }, 6);
		await until("the board", async () => (await order())[0] === "021");
	}],
	["a published board says so", async () => {
		await chief.ask("phase", { ...stage, phase: "locked", key: "lock" });
		await chief.ask("phase", { ...stage, phase: "published", key: "publish" });
		await text_is(screen, ".board-phase", /published/);
		equal("faults", screen.faults, []);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
