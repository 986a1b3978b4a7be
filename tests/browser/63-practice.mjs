/* A ceremony practised with invented results: on the screens that are named, under a banner, and nowhere else; no trace is left. */
import { Hub } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, text_is } from "../lib/browser.mjs";

const two = (zh, en) => ({ "zh-CN": zh, en });
const definition = event_small({ competitors: 6 });
definition.people.push({ id: "mc", name: "何静", role: "mc" });
definition.contests[0].awards = [{ id: "gold", title: two("一等奖", "Gold"), ranks: [1, 1] }, { id: "silver", title: two("二等奖", "Silver"), ranks: [2, 3] }];
const hub = await Hub.start(definition);
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const browser = await Browser.start();
const desk = await browser.page({ width: 1280, height: 800 });
const mc = await browser.page({ width: 1024, height: 768 });
const hall = await browser.page({ width: 1280, height: 720 });
const foyer = await browser.page({ width: 1280, height: 720 });
const phone = await Client.open(hub);

/* How many entries the ledger has, and the public's board. */
async function trace() {
	const { entries } = await chief.ask("history", { limit: 1 });
	const results = await (await fetch(`${hub.url}/results`)).text();
	return JSON.stringify([entries[0]?.seq ?? 0, (await phone.ask("watch", { topic: "board/mould/final" })).snapshot.rows, results.replace(/\d+:\d+:\d+/g, "")]);
}

await chief.ask("screen", { screen: "hall", scene: { kind: "message", text: "Welcome" }, key: "welcome" });
const before = await trace();
let last = 0;

await cases([
	["the desk begins it on one screen", async () => {
		await hall.goto(`${hub.url}/screen/hall?lang=en`);
		await text_is(hall, ".message", /Welcome/);
		await foyer.goto(`${hub.url}/screen/foyer?lang=en`);
		await foyer.locator(".board-row[data-key]").first().waitFor();
		await desk.goto(`${hub.url}/desk?lang=en#${cards.chief}`);
		await desk.locator(".ceremony button", { hasText: "Rehearse" }).click();
		await desk.locator("#ask-screens").fill("hall");
		equal("the dialog", await axe(desk), []);
		await desk.locator("dialog button.main").click();
		await text_is(hall, ".practice-banner", /REHEARSAL/);
		await text_is(desk, ".ceremony-practice", /REHEARSAL: hall/);
		await hall.locator(".practice .board-row[data-key]").first().waitFor();
		equal("the screen", await axe(hall), []);
		equal("the desk", await axe(desk), []);
	}],
	["the MC steps it from the last place to the call-ups", async () => {
		await mc.goto(`${hub.url}/mc?lang=en#${cards.mc}`);
		await text_is(mc, ".mc-notice", /REHEARSAL/);
		last = Number(/\/(\d+)/.exec(await mc.locator(".mc-place").textContent())[1]);
		for (let step = 1; step <= last; step++) {
			await mc.keyboard.press("PageDown");
			await text_is(mc, ".mc-place", new RegExp(`step ${step}/`));
		}
		await text_is(mc, ".mc-now .mc-told", /On stage.*Gold/s);
		await text_is(hall, ".practice .callup-award", /Gold/);
		equal("one winner", await hall.locator(".callup-list li").count(), 1);
		equal("the MC", await axe(mc), []);
	}],
	["the desk steps it back", async () => {
		await desk.locator(".ceremony button", { hasText: "Step back" }).click();
		await text_is(hall, ".practice .callup-award", /Silver/);
	}],
	["nobody else sees anything of it, and the ledger has nothing of it", async () => {
		equal("as before", await trace(), before);
		equal("no banner", await foyer.locator(".practice").count(), 0);
		equal("no marks", await foyer.locator(".board-row[data-key] .cell-total").evaluateAll((list) => [...new Set(list.map((node) => node.dataset.value))]), ["null/0"]);
		equal("the script is not the audience's", await phone.refused("watch", { topic: "practice" }), "not_signed_in");
		equal("nor is the step", await phone.refused("practice_step", { step: 1 }), "not_signed_in");
	}],
	["an emergency covers it", async () => {
		await chief.ask("screen", { screen: "all", scene: { kind: "emergency", text: "Please leave" }, key: "e1" });
		await text_is(hall, ".message", /Please leave/);
		await chief.ask("screen", { screen: "all", scene: { kind: "over" }, key: "e2" });
		await text_is(hall, ".practice-banner", /REHEARSAL/);
	}],
	["one button ends it: the screen shows what it was given", async () => {
		await desk.locator(".ceremony button", { hasText: "End the rehearsal" }).click();
		await text_is(hall, ".message", /Welcome/);
		await mc.locator(".mc-notice", { hasText: "REHEARSAL" }).waitFor({ state: "hidden" });
		equal("nothing to step", await chief.refused("practice_step", { step: 1 }), "wrong_phase");
		equal("faults", [desk.faults, mc.faults, hall.faults], [[], [], []]);
	}],
	["what begins the real ceremony ends it too", async () => {
		const at = { contest: "mould", stage: "final" };
		for (const screens of [[], ["all"], ["a b"], "hall", undefined])
			equal(`screens ${screens}`, await chief.refused("practice", { ...at, ...(screens && { screens }) }), "invalid");
		await chief.ask("practice", { ...at, screens: ["hall", "foyer"] });
		await text_is(foyer, ".practice-banner", /REHEARSAL/);
		await chief.ask("phase", { ...at, phase: "open", key: "open" });
		await chief.ask("freeze", { ...at, frozen: true, key: "freeze" });
		await chief.ask("phase", { ...at, phase: "locked", key: "lock" });
		equal("it goes on", (await chief.ask("practice_step", { step: 2 })).practice, true);
		await chief.ask("reveal", { ...at, step: 1, key: "reveal" });
		await foyer.locator(".practice").waitFor({ state: "detached" });
		await text_is(hall, ".message", /Welcome/);
		equal("refused now", await chief.refused("practice", { ...at, screens: ["hall"] }), "wrong_phase");
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
