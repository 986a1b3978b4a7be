/* The audience's phone: search, favourites, a competitor's sheet, and what is published. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small({ competitors: 8 }));
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const phone = await browser.page({ width: 390, height: 844 });

await chief.ask("phase", { ...stage, phase: "open", key: "open" });

function names() {
	return phone.locator("main section:last-of-type .competitor b:first-child").allTextContents();
}

await cases([
	["the first view is light", async () => {
		let bytes = 0;
		const session = await phone.context().newCDPSession(phone);
		await session.send("Network.enable");
		session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
		await phone.goto(`${hub.url}/`);
		await until("the cards", async () => (await phone.locator(".competitor").count()) === 8);
		equal(`at most 60 kB over the wire (${bytes})`, bytes > 0 && bytes <= 60000, true);
		equal("sideways", await sideways(phone), 0);
		const shifted = await phone.evaluate(() => new Promise((done) => {
			new PerformanceObserver((list) => done(list.getEntries().reduce((sum, one) => sum + one.value, 0))).observe({ type: "layout-shift", buffered: true });
			setTimeout(() => done(0), 500);
		}));
		equal(`nothing is pushed about while it comes (${shifted})`, shifted < 0.05, true);
	}],
	["it follows the hub", async () => {
		for (const id of ["j1", "j2"]) {
			const judge = await Client.open(hub, { token: cards[id] });
			await judge.ask("sheet", { ...stage, module: "work", competitor: "003", attempt: 1, version: 1, marks: { A1: "8", A2: "1", A3: "0", A4: "12" }, penalties: {}, key: `${id}-3` });
		}
		await until("003 leads", async () => (await phone.locator(".cards .competitor").first().getAttribute("data-key")) === "003");
		await text_is(phone, '[data-key="003"] .competitor-total b', /22/);
	}],
	["search by number, name, unit and pinyin initials", async () => {
		for (const [words, wanted] of [["005", "陈静"], ["王秀", "王秀英"], ["wxy", "王秀英"], ["lm", "李明"]]) {
			await phone.locator("input[type=search]").fill(words);
			await until(words, async () => (await phone.locator(".competitor:visible").count()) === 1);
			equal(words, (await phone.locator(".competitor:visible b").first().textContent()), wanted);
		}
		await phone.locator("input[type=search]").fill("nobody at all");
		await text_is(phone, ".none", /Nobody found/);
		await phone.locator("input[type=search]").fill("");
	}],
	["a favourite stays on top after a reload", async () => {
		await phone.locator('.competitor[data-key="006"] .star').first().click();
		await phone.reload();
		await until("the favourite", async () => (await phone.locator(".competitor:visible").first().getAttribute("data-key")) === "006");
	}],
	["a competitor's sheet shows the way to the total", async () => {
		await phone.locator('.competitor[data-key="003"] .competitor-open').click();
		await text_is(phone, "dialog", /Practical/);
		await text_is(phone, "dialog .sum", /Total.*22/);
		await phone.locator("dialog button.main").click();
		await phone.locator("dialog").waitFor({ state: "detached" });
	}],
	["published is said when it is", async () => {
		await text_is(phone, ".phase", /provisional/);
		await chief.ask("phase", { ...stage, phase: "locked", key: "lock" });
		await chief.ask("phase", { ...stage, phase: "published", key: "publish" });
		await text_is(phone, ".phase", /published/);
		await until("the files", () => phone.locator(".files a").count());
		for (const address of await phone.locator(".files a, .bottom a").evaluateAll((list) => list.map((a) => a.href)))
			equal(address, (await fetch(address)).status, 200);
		equal("faults", phone.faults, []);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
