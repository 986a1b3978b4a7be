/* The scenes that the hub adds something to, or that are about somebody; what covers all screens; the desk's choice of them. */
import fs from "node:fs";
import path from "node:path";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const stage = { contest: "mould", stage: "final" };
const definition = event_small({ competitors: 30 });
definition.contests[0].awards = [{ id: "first", title: { "zh-CN": "一等奖", en: "First prize" }, ranks: [1, 2] }, { id: "second", title: { "zh-CN": "二等奖", en: "Second prize" }, ranks: [3, 5] }];
definition.contests[0].stages[0].modules.length = 1;
const hub = await Hub.start(definition);
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = await Promise.all(["j1", "j2"].map((id) => Client.open(hub, { token: cards[id] })));
const pictures = process.env.PICTURES;
let screen;
let count = 0;

async function give(competitor, a1) {
	for (const [n, judge] of judges.entries())
		await judge.ask("sheet", { ...stage, module: "work", competitor, attempt: 1, version: 1, marks: { A1: a1, A2: "1", A3: "0", A4: "12" }, penalties: {}, key: `${competitor}-${n}` });
}

function scene(value, name = "hall") {
	return chief.ask("screen", { screen: name, scene: value, key: `scene-${++count}` });
}

async function picture(name) {
	equal(`${name}: sideways`, await sideways(screen), 0);
	if (pictures)
		await screen.screenshot({ path: `${pictures}/${name}.png`, omitBackground: true });
}

async function states() {
	return screen.locator(".board-row[data-state]").evaluateAll((list) => list.map((node) => `${node.dataset.key} ${node.dataset.state}`));
}

await chief.ask("phase", { ...stage, phase: "open", key: "open" });
await chief.ask("order", { ...stage, kind: "order", values: Object.fromEntries(definition.contests[0].competitors.map(({ id }, n) => [id, String(n + 1)])), key: "order" });
for (let n = 1; n <= 20; n++)
	await give(String(n).padStart(3, "0"), String((n - 1) / 2));

await cases([
	["what is no scene is refused", async () => {
		for (const [value, code] of [[{ kind: "fireworks" }, "invalid"], [{}, "invalid"], [{ kind: "board" }, "unknown_stage"], [{ kind: "board", ...stage, stage: "x" }, "unknown_stage"],
			[{ kind: "around", ...stage }, "unknown_competitor"], [{ kind: "around", ...stage, competitor: "999" }, "unknown_competitor"],
			[{ kind: "duel", ...stage, competitors: ["001"] }, "unknown_competitor"], [{ kind: "medals", contest: "x" }, "unknown_contest"],
			[{ kind: "turns", scenes: [{ kind: "turns", scenes: [] }] }, "invalid"], [{ kind: "turns", scenes: [{ kind: "now", ...stage, competitor: "001" }] }, "invalid"], [{ kind: "emergency", text: "x" }, "invalid"]])
			equal(JSON.stringify(value), await chief.refused("screen", { screen: "hall", scene: value, key: `no-${++count}` }), code);
		equal("all", await chief.refused("screen", { screen: "all", scene: { kind: "board", ...stage }, key: `no-${++count}` }), "invalid");
	}],
	["the rows around a competitor", async () => {
		screen = await browser.page({ width: 1920, height: 1080 });
		await scene({ kind: "around", ...stage, competitor: "008" });
		await screen.goto(`${hub.url}/screen/hall?lang=both&page_ms=600000`);
		await text_is(screen, ".board-row.own .cell-name", /黄磊/);
		await text_is(screen, ".board-row.own .cell-rank", /^13$/);
		const keys = await screen.locator(".board-row[data-key]").evaluateAll((list) => list.map((node) => node.dataset.key));
		equal("in the middle", keys.indexOf("008") >= 4 && keys.indexOf("008") <= 8 && keys.length >= 10, true);
		await picture("around");
	}],
	["head to head", async () => {
		await scene({ kind: "duel", ...stage, competitors: ["020", "006"] });
		await text_is(screen, '.duel-side[data-competitor="020"] .score-total', /^23\.50$/);
		await text_is(screen, '.duel-side[data-competitor="006"] h2', /阿卜杜热西提·买买提·托合提江/);
		await picture("duel");
	}],
	["the running order says who is next, and follows", async () => {
		await scene({ kind: "order", ...stage });
		await until("021 is next", async () => (await states()).includes("021 next"));
		await picture("order");
		await give("021", "3");
		await until("022 is next", async () => (await states()).includes("022 next") && (await states()).includes("021 done"));
	}],
	["now performing says what it takes", async () => {
		await scene({ kind: "now", ...stage, competitor: "022" });
		await text_is(screen, ".chances", /23\.5 .*level with the lead/);
		await picture("now");
		await scene({ kind: "now", ...stage, competitor: "003" });
		await text_is(screen, ".chances", /can no longer win alone/);
	}],
	["a lower third leaves the picture behind it free", async () => {
		await scene({ kind: "lower", ...stage, competitor: "020" });
		await text_is(screen, ".lower", /选手20.*23\.50/);
		equal("grounds", await screen.evaluate(() => [document.documentElement, document.body, document.getElementById("scene")].map((node) => getComputedStyle(node).backgroundColor)), Array(3).fill("rgba(0, 0, 0, 0)"));
		await picture("lower");
		await scene({ kind: "caption", text: "直播间 Studio" });
		await text_is(screen, ".lower h1", /直播间/);
	}],
	["what is frozen is not told by what the hub adds", async () => {
		await scene({ kind: "now", ...stage, competitor: "022" });
		await text_is(screen, ".chances", /level with the lead/);
		await chief.ask("freeze", { ...stage, frozen: true, key: "freeze" });
		await until("no chances", async () => (await screen.locator(".chance").count()) === 0);
		await scene({ kind: "order", ...stage });
		await text_is(screen, ".board-empty", /frozen/i);
		await give("022", "10");
		const audience = await Client.open(hub);
		await audience.watch("screen/hall");
		equal("data", audience.state("screen/hall").data, null);
		await chief.ask("freeze", { ...stage, frozen: false, key: "thaw" });
		await until("023 is next", async () => (await states()).includes("023 next"));
	}],
	["the medal table counts published stages only", async () => {
		await scene({ kind: "medals" });
		await text_is(screen, ".board-empty", /No published awards/);
		await chief.ask("phase", { ...stage, phase: "locked", key: "lock" });
		await text_is(screen, ".board-empty", /No published awards/);
		await chief.ask("phase", { ...stage, phase: "published", key: "publish" });
		await until("two units", async () => (await screen.locator(".board-row[data-key]").count()) === 2);
		equal("rows", await screen.locator(".board-row[data-key]").evaluateAll((list) => list.map((node) => [...node.children].map((cell) => cell.textContent).join("|"))),
			["1|顺虎铝业|2|1", "2|浙江省永康市职业技术学校机电工程系|0|2"]);
		await picture("medals");
	}],
	["an emergency covers every screen until it is ended; each then shows what it showed", async () => {
		const other = await browser.page({ width: 1280, height: 720 });
		await other.goto(`${hub.url}/screen/foyer?lang=en`);
		const framed = await browser.page({ width: 1280, height: 720 });
		await framed.goto(`${hub.url}/screen?contest=mould&stage=final&lang=en`);
		await framed.locator(".board-row").first().waitFor();
		await other.locator(".board-row").first().waitFor();
		const desk = await browser.page({ width: 1440, height: 900 });
		await desk.goto(`${hub.url}/desk?lang=en#${cards.chief}`);
		await desk.locator(".bar button", { hasText: "Emergency" }).waitFor();
		await desk.keyboard.press("F9");
		equal("axe", await axe(desk), []);
		await desk.locator("#ask-emergency").fill("Leave by door B");
		await desk.locator("dialog button.main").click();
		for (const page of [screen, other, framed])
			await text_is(page, ".emergency .message", /Leave by door B/);
		await picture("emergency");
		await desk.locator("dialog").waitFor({ state: "detached" });
		await desk.keyboard.press("F9");
		await desk.locator("dialog button", { hasText: "End it" }).click();
		await until("boards again", async () => (await other.locator(".board-row[data-key]").count()) > 5 && (await framed.locator(".board-row[data-key]").count()) > 5 &&
			(await screen.locator(".board-row[data-key]").count()) === 2);
		await desk.locator("dialog").waitFor({ state: "detached" });
		await desk.locator(".bar button", { hasText: "Screens" }).click();
		await desk.locator("#ask-screen").fill("hall, foyer");
		await desk.locator("#ask-kind").selectOption("duel");
		await desk.locator("#ask-competitor").fill("001");
		await desk.locator("#ask-other").fill("002");
		await desk.locator("dialog button.main").click();
		for (const page of [screen, other])
			await text_is(page, '.duel-side[data-competitor="002"]', /李明/);
		equal("faults", [desk.faults, other.faults, framed.faults], [[], [], []]);
	}],
	["the organiser's logo and colours come from the event's folder, and nothing else does", async () => {
		const folder = path.join(hub.folder(), "brand");
		fs.mkdirSync(folder);
		fs.writeFileSync(path.join(folder, "logo.svg"), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" rx="3" fill="#c8102e"/></svg>');
		fs.writeFileSync(path.join(folder, "brand.css"), ":root[data-theme] { --accent: #c8102e; --logo: url(/brand/logo.svg); --logo-width: 12; }");
		await scene({ kind: "around", ...stage, competitor: "008" });
		await screen.reload();
		await screen.locator(".board-row.own").waitFor();
		await until("the logo", async () => (await screen.locator(".board-logo").evaluate((node) => node.getBoundingClientRect().width)) > 100);
		equal("accent", await screen.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent")), "#c8102e");
		await picture("brand");
		for (const [name, status] of [["logo.svg", 200], ["brand.css", 200], ["none.png", 404], ["..%2Fcards.txt", 404], ["%2e%2e/cards.txt", 404], ["..%2Fcards.css", 404], [".css", 404]])
			equal(name, (await fetch(`${hub.url}/brand/${name}`)).status, status);
	}],
	["a screen that is told to reload does so once", async () => {
		await screen.evaluate(() => (document.documentElement.dataset.old = "1"));
		await scene({ kind: "message", text: "anew", reload: Date.now() });
		await until("a new page", async () => (await screen.evaluate(() => document.documentElement.dataset.old ?? "").catch(() => "1")) === "");
		await text_is(screen, ".message", /anew/);
		equal("accessible", await axe(screen), []);
		equal("faults", screen.faults, []);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
