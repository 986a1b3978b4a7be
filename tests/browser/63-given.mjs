/* Scenes of what the organiser gives and draws, of how far the marking is, of the score just given; a list of them in turn; in three languages and themes. */
import fs from "node:fs";
import path from "node:path";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const two = (zh, en) => ({ "zh-CN": zh, en });
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20"><rect width="40" height="20" fill="#c8102e"/></svg>';
const PANEL = ["j1", "j2", "j3", "j4"];
const definition = event_small({ competitors: 8 });
const contest = definition.contests[0];
definition.people.push({ id: "j3", name: "三", role: "judge" }, { id: "j4", name: "四", role: "judge" });
contest.competitors[3].name = "刘洋 & Maximilian Alexander von Habsburg-Lothringen";
contest.stages[0] = { id: "final", title: two("决赛", "Final"), decimals: 2, hold: 3, modules: [{ id: "sing", title: two("演唱", "Singing"), judges: PANEL, show_marks: true,
	panel: { over: "sheet", combine: "mean", decimals: 2, drop: { high: 1, low: 1 } },
	criteria: [{ id: "A", title: "A", aspects: [{ id: "A1", title: "A1", method: "points", min: 0, max: 100 }] }] }] };
const hub = await Hub.start(definition);
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const audience = await Client.open(hub);
const judges = await Promise.all(PANEL.map((id) => Client.open(hub, { token: cards[id] })));
const stage = { contest: "mould", stage: "final" };
const folder = path.join(hub.folder(), "pictures");
const pages = [];
let count = 0;
let looks = 0;

function scene(value, name = "hall") {
	return chief.ask("screen", { screen: name, scene: value, key: `scene-${++count}` });
}

async function give(competitor, ...values) {
	for (const [n, judge] of judges.entries())
		await judge.ask("sheet", { ...stage, module: "sing", competitor, attempt: 1, version: 1, marks: { A1: String(values[n]) }, penalties: {}, key: `${competitor}-${n}` });
}

/* Nothing that axe objects to (on one screen after the other); on each of the three nothing too wide, nothing out of the picture; words of 3 % of the height but for long ones that were shrunk. */
async function looks_right(name) {
	equal(`${name}: axe`, await axe(pages[looks++ % pages.length]), []);
	for (const page of pages) {
		equal(`${name}: sideways`, await sideways(page), 0);
		equal(`${name}: out or small`, await page.evaluate(() => {
			const found = [];
			const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			for (let node; (node = walk.nextNode());) {
				const box = node.parentElement;
				if (!node.textContent.trim() || !box.offsetParent || box.closest(".unseen"))
					continue;
				const range = document.createRange();
				range.selectNodeContents(node);
				const at = range.getBoundingClientRect();
				if (at.right > innerWidth + 1 || at.bottom > innerHeight + 1 || at.left < -1)
					found.push(`out: ${node.textContent}`);
				if (!box.closest("[data-fit]") && parseFloat(getComputedStyle(box).fontSize) < innerHeight * 0.0299)
					found.push(`small: ${node.textContent}`);
			}
			return found;
		}), []);
		if (process.env.PICTURES)
			await page.screenshot({ path: `${process.env.PICTURES}/${name}-${pages.indexOf(page)}.png` });
	}
}

async function texts(selector) {
	return pages[1].locator(selector).allTextContents();
}

await chief.ask("phase", { ...stage, phase: "open", key: "open" });

await cases([
	["what is no scene is refused", async () => {
		for (const value of [{ kind: "honours" }, { kind: "honours", rows: [] }, { kind: "honours", rows: [["a", "b"]] }, { kind: "pictures", files: ["../event.json"] }, { kind: "pictures", files: [] },
			{ kind: "pictures", files: [".hidden.png"] }, { kind: "draw" }, { kind: "draw", draw: "a b" }, { kind: "turns", scenes: [{ kind: "medals", seconds: 0 }] }])
			equal(JSON.stringify(value), await chief.refused("screen", { screen: "hall", scene: value, key: `no-${++count}` }), "invalid");
		equal("contest", await chief.refused("screen", { screen: "hall", scene: { kind: "progress", contest: "x" }, key: `no-${++count}` }), "unknown_contest");
	}],
	["pictures: plain files of the event's folder that are what their names say, and nothing else", async () => {
		fs.mkdirSync(path.join(folder, "sub"), { recursive: true });
		fs.writeFileSync(path.join(folder, "赞助 1.png"), PNG);
		fs.writeFileSync(path.join(folder, "b.svg"), SVG);
		fs.writeFileSync(path.join(folder, "false.png"), "<script>");
		fs.writeFileSync(path.join(folder, ".hidden.png"), PNG);
		fs.writeFileSync(path.join(folder, "page.html"), "<p>");
		fs.writeFileSync(path.join(folder, "huge.png"), Buffer.concat([PNG, Buffer.alloc(9 << 20)]));
		fs.writeFileSync(path.join(folder, "sub", "inner.png"), PNG);
		fs.symlinkSync(path.join(folder, "b.svg"), path.join(folder, "link.svg"));
		fs.mkdirSync(path.join(folder, "folder.png"));
		const get = (name, headers = {}) => fetch(`${hub.url}/pictures/${name}`, { headers });
		const good = await get(encodeURIComponent("赞助 1.png"));
		equal("png", [good.status, good.headers.get("content-type"), Buffer.from(await good.arrayBuffer()).equals(PNG)], [200, "image/png", true]);
		equal("known", (await get(encodeURIComponent("赞助 1.png"), { "if-none-match": good.headers.get("etag") })).status, 304);
		equal("svg", (await get("b.svg")).headers.get("content-security-policy"), "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox");
		for (const name of ["false.png", ".hidden.png", "page.html", "huge.png", "sub%2Finner.png", "sub/inner.png", "link.svg", "folder.png", "nothing.png", "..%2Fcards.txt", "%2e%2e/cards.txt", "b.svg%00.png", ""])
			equal(name, (await get(name).catch(() => ({ status: 404 }))).status, 404); /* some are no address at all: libwebsockets hangs up */
		equal("not for everybody", await audience.refused("pictures", {}), "not_signed_in");
		equal("listed", (await chief.ask("pictures", {})).pictures.map(({ name }) => name), ["b.svg", "false.png", "赞助 1.png"]);
	}],
	["pictures on the screen", async () => {
		for (const [theme, lang] of [["dark", "zh"], ["light", "en"], ["contrast", "both"]]) {
			const page = await browser.page({ width: 1920, height: 1080, reducedMotion: "reduce" });
			await page.goto(`${hub.url}/screen/hall?theme=${theme}&lang=${lang}&page_ms=600000`);
			pages.push(page);
		}
		await scene({ kind: "pictures", title: "感谢 Sponsors", files: ["b.svg", "赞助 1.png", "gone.png"] });
		for (const page of pages)
			await until("two of three", async () => (await page.locator(".picture").count()) === 2 && (await page.locator(".picture img").evaluateAll((list) => list.every((one) => one.naturalWidth > 0))));
		await looks_right("pictures");
		await scene({ kind: "pictures", files: ["b.svg"] });
		await until("the whole screen", async () => (await pages[1].locator(".pictures[data-one] img").evaluate((node) => node.clientHeight)) === 1080);
	}],
	["the first three are announced together; until then the screen says so", async () => {
		await scene({ kind: "latest", ...stage });
		await text_is(pages[1], ".plain-scene h1", /first 3 are announced together/);
		await give("001", 80, 82, 84, 90);
		await give("002", 70, 72, 74, 60);
		await until("two are in", async () => (await audience.ask("watch", { topic: "board/mould/final" })).snapshot.held.in === 2);
		equal("nothing yet", [await pages[1].locator(".side").count(), (await audience.ask("values", { ...stage, competitor: "001" })).rows], [0, []]);
		await give("003", 90, 90, 90, 90);
		for (const page of pages)
			await until("three side by side", async () => (await page.locator(".side").count()) === 3);
		equal("best first", (await texts(".side .score-total")), ["90.00", "83.00", "71.00"]);
		await looks_right("sides");
	}],
	["then each at once, with the judges' values and what was dropped struck through", async () => {
		await give("004", 88, 99, 77, 80);
		await text_is(pages[1], ".latest .score-total", /^84\.00$/);
		await until("values", async () => (await pages[1].locator(".value-card").count()) === 4);
		equal("struck", await texts(".value-card s"), ["99", "77"]);
		equal("not struck", await texts(".value-card span.number"), ["88", "80"]);
		await looks_right("latest");
		equal("values", (await audience.ask("values", { ...stage, competitor: "004" })).rows[0].values.map(({ value, dropped }) => `${value}${dropped ? "-" : ""}`), ["88", "99-", "77-", "80"]);
		equal("not yet marked", (await audience.ask("values", { ...stage, competitor: "005" })).rows, []);
		equal("nobody", await audience.refused("values", { ...stage, competitor: "099" }), "unknown_competitor");
	}],
	["behind a freeze nobody is told what judges gave, nor how far they are", async () => {
		await scene({ kind: "progress" });
		await text_is(pages[1], ".board-row[data-key] .cell-total", /^4\/8$/);
		await looks_right("progress");
		await chief.ask("freeze", { ...stage, frozen: true, key: "freeze" });
		await text_is(pages[1], ".board-row[data-key] .cell-note", /frozen/);
		await give("005", 50, 50, 50, 50);
		equal("values", (await audience.ask("values", { ...stage, competitor: "004" })).rows, []);
		equal("as it stood", (await chief.ask("look", { scene: { kind: "progress" } })).data.rows[0].in, 4);
		await chief.ask("freeze", { ...stage, frozen: false, key: "thaw" });
		await text_is(pages[1], ".board-row[data-key] .cell-total", /^5\/8$/);
	}],
	["honours by level", async () => {
		await scene({ kind: "honours", title: "荣誉榜 Honours", rows: [["city", "张伟", "", "三等奖"], ["national", "阿卜杜热西提·买买提·托合提江", "浙江省永康市职业技术学校机电工程系", "全国技术能手"], ["行业", "陈静", "x", "优胜奖"], ["province", "李明", "顺虎", "一等奖"]] });
		await until("four", async () => (await pages[1].locator(".board-row[data-key]").count()) === 4);
		equal("levels", await texts(".level"), ["National", "Provincial", "City", "行业"]);
		await looks_right("honours");
	}],
	["a prize draw: nobody wins twice, the same on every screen, and it can be drawn again from the ledger", async () => {
		await scene({ kind: "draw", draw: "prize", title: "幸运奖 Prize" });
		await text_is(pages[1], ".draw-wait", /About to be drawn/);
		equal("not for everybody", await audience.refused("draw", { draw: "prize", contest: "mould", count: 1, key: "x" }), "not_signed_in");
		equal("judges", await judges[0].refused("draw", { draw: "prize", contest: "mould", count: 1, key: "x" }), "not_allowed");
		await chief.ask("draw", { draw: "prize", contest: "mould", count: 5, key: "d1" });
		equal("the same key draws nothing more", (await chief.ask("draw", { draw: "prize", contest: "mould", count: 5, key: "d1" })).repeated, true);
		for (const page of pages)
			await until("five winners", async () => (await page.locator(".winner").count()) === 5);
		const first = await texts(".winner strong");
		equal("the same everywhere", await pages[0].locator(".winner strong").allTextContents(), first);
		await looks_right("draw");
		await chief.ask("draw", { draw: "prize", contest: "mould", count: 3, key: "d2" });
		await until("three winners", async () => (await pages[1].locator(".winner").count()) === 3);
		equal("nobody twice", new Set([...first, ...await texts(".winner strong")]).size, 8);
		equal("nobody left", await chief.refused("draw", { draw: "prize", contest: "mould", count: 1, key: "d3" }), "out_of_range");
	}],
	["names roll before the winners stand", async () => {
		const moving = await browser.page({ width: 1280, height: 720 });
		await moving.goto(`${hub.url}/screen/stage?lang=en`);
		await scene({ kind: "draw", draw: "tickets" }, "stage");
		await text_is(moving, ".draw-wait", /About/);
		await chief.ask("draw", { draw: "tickets", first: 1, last: 500, count: 2, key: "t1" });
		await moving.locator(".winners[data-rolling]").waitFor();
		await moving.locator(".winners:not([data-rolling])").waitFor();
		const { data } = await chief.ask("look", { scene: { kind: "draw", draw: "tickets" } });
		equal("the ledger's", await moving.locator(".winner strong").allTextContents(), data.draws[0].winners.map(({ name }) => name));
		equal("faults", moving.faults, []);
	}],
	["all of them in turn, each for its time, with what the hub adds", async () => {
		await scene({ kind: "turns", scenes: [{ kind: "progress", seconds: 2 }, { kind: "draw", draw: "prize", seconds: 2 }, { kind: "pictures", files: ["b.svg"], seconds: 2 }, { kind: "board", ...stage, seconds: 2 }] });
		for (const selector of [".progress-bar", ".winner", ".pictures img", ".cell-part"])
			await pages[1].locator(selector).first().waitFor();
		await pages[1].locator(".progress-bar").first().waitFor();
	}],
	["the desk makes them", async () => {
		const desk = await browser.page({ width: 1440, height: 900 });
		await desk.goto(`${hub.url}/desk?lang=en#${cards.chief}`);
		await desk.locator(".bar button", { hasText: "Screens" }).click();
		await desk.locator("#ask-screen").fill("hall");
		const put = () => desk.locator("dialog button.main").click();
		await desk.locator("#ask-kind").selectOption("honours");
		await desk.locator("#ask-words").fill("Our best");
		await desk.locator("#ask-list").fill("国家级,王秀英,众泰,一等奖\nprovince\tLi Ming\tWorks\tFirst prize");
		await put();
		await until("from the desk", async () => (await texts(".level")).join() === "National,Provincial");
		await desk.locator("#ask-kind").selectOption("pictures");
		await desk.locator(".picture-choice input").first().check();
		await desk.locator("dialog button", { hasText: "Add to playlist" }).click();
		await desk.locator("#ask-kind").selectOption("draw");
		await desk.locator("#draw-name").fill("desk");
		await desk.locator("#draw-pool").selectOption("names");
		await desk.locator("#draw-names").fill("Ann\nBob");
		equal("axe", await axe(desk), []);
		await put();
		await text_is(pages[1], ".draw-wait", /About/);
		await desk.locator(".draw-do").click();
		await text_is(desk, ".draw-form", /Drawn: (Ann|Bob)/);
		await text_is(pages[1], ".winner", /^(Ann|Bob)$/);
		await desk.locator("dialog button", { hasText: "Add to playlist" }).click();
		await desk.locator("#ask-kind").selectOption("turns");
		await desk.locator(".playlist input").first().fill("2");
		equal("playlist", await desk.locator(".playlist li > span:first-child").allTextContents(), ["Pictures, sponsors", "Prize draw"]);
		await put();
		await pages[1].locator(".pictures img").waitFor();
		await pages[1].locator(".winner").waitFor();
		equal("axe", await axe(desk), []);
		equal("faults", [desk.faults, ...pages.map((page) => page.faults)], [[], [], [], []]);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
