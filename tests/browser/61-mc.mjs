/* The MC's page: the script in large type with how names are said, live; a clicker's keys; the award call-up on a screen. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const AT = { contest: "mould", stage: "final" };
const two = (zh, en) => ({ "zh-CN": zh, en });
const definition = event_small({ competitors: 4 });
definition.people.push({ id: "mc", name: "何静", role: "mc" });
definition.contests[0].competitors[1].reading = "lǐ míng";
definition.contests[0].competitors[2].name = "单雄信";
definition.contests[0].awards = [{ id: "gold", title: two("一等奖", "Gold"), ranks: [1, 1] }, { id: "silver", title: two("二等奖", "Silver"), ranks: [2, 3] }];

const hub = await Hub.start(definition);
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
let keys = 0;
const tell = (client, method, params) => client.ask(method, { ...AT, ...params, key: `k${keys++}` });
const judges = [await Client.open(hub, { token: cards.j1 }), await Client.open(hub, { token: cards.j2 })];

async function mark(competitor, points) {
	for (const judge of judges) {
		await tell(judge, "sheet", { module: "work", competitor, attempt: 1, version: 1, marks: { A1: points, A2: "1", A3: "0", A4: "12" }, penalties: {} });
		await tell(judge, "sheet", { module: "look", competitor, attempt: 1, version: 1, marks: { B1: "2", B2: "0" }, penalties: {} });
	}
}

await tell(chief, "phase", { phase: "open" });
await tell(chief, "freeze", { frozen: true });
for (const [competitor, points] of [["001", "9"], ["002", "8"], ["003", "7"], ["004", "6"]])
	await mark(competitor, points);

const browser = await Browser.start();
const mc = await browser.page({ width: 1024, height: 768 });
const screen = await browser.page({ width: 1280, height: 720 });
const board = await chief.watch("script/mould/final");

async function step_is(step) {
	await text_is(mc, ".mc-place", new RegExp(`${step}/14`));
}

await cases([
	["the card of an MC opens the page; nothing is final yet, and it says so", async () => {
		await mc.goto(`${hub.url}/mc?lang=en#${cards.mc}`);
		await text_is(mc, ".mc-notice", /Not final/);
		equal("not to be stepped", await mc.locator(".mc-ahead").isDisabled(), true);
		equal("fourteen steps", board.snapshot.steps.length, 14);
	}],
	["locked, the next step stands there with number, name, how it is said, unit", async () => {
		await tell(chief, "phase", { phase: "locked" });
		await mc.locator(".mc-notice").waitFor({ state: "hidden" });
		await text_is(mc, ".mc-now", /Nothing is revealed yet/);
		await text_is(mc, ".mc-next", /004.*刘洋.*liú yáng.*顺虎铝业/s);
		await text_is(mc, ".mc-next .mc-told", /Practical/);
	}],
	["a clicker's keys step it, forward and back", async () => {
		await screen.goto(`${hub.url}/screen/hall?lang=en`);
		await screen.locator(".board-row[data-key]").first().waitFor();
		await mc.keyboard.press("PageDown");
		await step_is(1);
		await mc.keyboard.press("ArrowRight");
		await step_is(2);
		await mc.keyboard.press("PageUp");
		await step_is(1);
		await text_is(mc, ".mc-now .mc-told", /Practical/);
		for (let step = 2; step <= 6; step++) {
			await mc.keyboard.press("PageDown");
			await step_is(step);
		}
		await text_is(mc, ".mc-now", /003.*单雄信.*shàn xióng xìn/s);
		await text_is(mc, ".mc-now .mc-told", /Rank 3.*Silver/s);
	}],
	["another's step shows at once", async () => {
		await tell(chief, "reveal", { step: 12 });
		await step_is(12);
		await text_is(mc, ".mc-now .mc-told", /Rank 1.*Gold/s);
		equal("no faults", mc.faults, []);
	}],
	["what axe says", async () => {
		equal("wide", await axe(mc), []);
		await mc.setViewportSize({ width: 390, height: 844 });
		equal("sideways", await sideways(mc), 0);
		equal("narrow", await axe(mc), []);
		await mc.setViewportSize({ width: 768, height: 1024 });
	}],
	["the award call-up: silver, then gold", async () => {
		await mc.keyboard.press("PageDown");
		await text_is(screen, ".callup-award", /Silver/);
		equal("silver", await screen.locator(".callup-list li").evaluateAll((list) => list.map((node) => node.dataset.competitor)), ["002", "003"]);
		await text_is(mc, ".mc-now .mc-told", /On stage.*Silver/s);
		await mc.locator(".mc-ahead").click();
		await text_is(screen, ".callup-award", /Gold/);
		equal("gold", await screen.locator(".callup-list li").evaluateAll((list) => list.map((node) => node.dataset.competitor)), ["001"]);
		equal("what axe says", await axe(screen), []);
		equal("the end", await mc.locator(".mc-ahead").isDisabled(), true);
		await mc.keyboard.press("PageDown");
		await step_is(14);
	}],
	["published, only the call-ups are left", async () => {
		await tell(chief, "phase", { phase: "published" });
		await screen.locator(".callup").waitFor({ state: "hidden" });
		await text_is(mc, ".mc-place", /0\/2/);
		await mc.keyboard.press("PageDown");
		await text_is(screen, ".callup-award", /Silver/);
		await mc.keyboard.press("PageUp");
		await screen.locator(".callup").waitFor({ state: "hidden" });
	}],
	["a judge's card does not open it", async () => {
		const other = await browser.page();
		await other.goto(`${hub.url}/mc?lang=en#${cards.j1}`);
		await text_is(other, ".field-fault", /does not open/);
		equal("what axe says", await axe(other), []);
		equal("refused on the wire", await judges[0].refused("watch", { topic: "script/mould/final" }), "not_allowed");
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
