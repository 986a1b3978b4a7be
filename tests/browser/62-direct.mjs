/* Directing screens: a new one gets its name by a code, the desk lists them with a picture of each, a scene is looked at before it goes to several. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const hub = await Hub.start(event_small());
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
await chief.ask("phase", { contest: "mould", stage: "final", phase: "open", key: "open" });
const screen = await browser.page({ width: 1920, height: 1080 });
const desk = await browser.page({ width: 1440, height: 900 });
let small;

function card(name) {
	return desk.locator(`.screen-card[data-key="${name}"]`);
}

function frame(name) {
	return desk.frameLocator(`.screen-card[data-key="${name}"] iframe`);
}

await cases([
	["only a desk gives names and sees the list; a wrong code is said to be one", async () => {
		const audience = await Client.open(hub);
		for (const method of ["adopt", "look"])
			equal(method, await audience.refused(method, { code: "123456", screen: "x", scene: { kind: "blank" } }), "not_signed_in");
		equal("list", await audience.refused("watch", { topic: "screens" }), "not_signed_in");
		equal("no code", await chief.refused("adopt", { code: "", screen: "x" }), "not_found");
		equal("no name", await chief.refused("adopt", { code: "1", screen: "../x" }), "invalid");
		equal("all", await chief.refused("adopt", { code: "1", screen: "all" }), "invalid");
		equal("no size", await audience.refused("showing", { screen: "x", kind: "board", theme: "dark", lang: "en", width: 0, height: 10 }), "invalid");
		equal("no scene", await chief.refused("look", { scene: { kind: "board" } }), "unknown_stage");
		const { code } = await audience.ask("pair", {});
		equal("the same code", (await audience.ask("pair", {})).code, code);
		await chief.ask("adopt", { code, screen: "kiosk" });
		await until("the name", () => audience.notice);
		equal("named", audience.notice.params, { screen: "kiosk" });
		equal("a code is good once", await chief.refused("adopt", { code, screen: "kiosk" }), "not_found");
		await audience.close();
	}],
	["a screen without a name shows a code, and becomes what the desk says", async () => {
		await screen.goto(`${hub.url}/screen?lang=en`);
		await text_is(screen, ".pair-code", /^\d{3} \d{3}$/);
		equal("axe", await axe(screen), []);
		await desk.goto(`${hub.url}/desk?lang=en#${cards.chief}`);
		await desk.locator(".bar button", { hasText: "Screens" }).click();
		await text_is(desk, ".director", /There is no screen yet/);
		await desk.locator("#pair-code").fill(await screen.locator(".pair-code").textContent());
		await desk.locator("#pair-name").fill("hall");
		await desk.locator(".pair-form button").click();
		await screen.locator(".board-row[data-key]").first().waitFor();
		equal("address", new URL(screen.url()).pathname, "/screen/hall");
		await screen.goto(`${hub.url}/screen?lang=en`);
		await screen.locator(".board-row[data-key]").first().waitFor();
		equal("remembered", screen.url(), `${hub.url}/screen/hall?lang=en`);
	}],
	["the desk lists the screens, with what each shows and a picture of it", async () => {
		small = await browser.page({ width: 1280, height: 720 });
		await small.goto(`${hub.url}/screen/foyer?lang=en&theme=light`);
		await text_is(desk, '.screen-card[data-key="foyer"] .state', /there: 1/);
		await text_is(desk, '.screen-card[data-key="hall"] .state', /there: 1/);
		await frame("foyer").locator(".board-row[data-key]").first().waitFor();
		equal("as it is", await frame("foyer").locator("html").getAttribute("data-theme"), "light");
		await until("the picture's width", async () => (await card("foyer").locator("iframe").evaluate((node) => node.style.width)) === "1280px");
		const told = await Client.open(hub, { token: cards.chief });
		await told.watch("screens");
		equal("pictures are no screens", told.state("screens").screens.map(({ name, pages }) => [name, pages.map(({ width, theme }) => [width, theme])]),
			[["foyer", [[1280, "light"]]], ["hall", [[1920, "dark"]]]]);
		equal("axe", await axe(desk), []);
		equal("sideways", await sideways(desk), 0);
	}],
	["what was not seen in the preview cannot be put on a screen; what was goes to several", async () => {
		await desk.locator("#ask-kind").selectOption("around");
		await text_is(desk, ".scene-form .field-fault", /write it first/);
		equal("not yet", await desk.locator("dialog button.main").isDisabled(), true);
		await desk.locator("#ask-competitor").fill("999");
		await text_is(desk, ".scene-form .field-fault", /▲/);
		await desk.locator("#ask-kind").selectOption("message");
		await desk.locator("#ask-words").fill("Lunch at noon");
		await text_is({ waitForFunction: (...rest) => desk.frames().find((one) => one.url().includes("preview")).waitForFunction(...rest) }, ".message", /Lunch at noon/);
		equal("not live", await screen.locator(".message").count(), 0);
		await desk.locator(".director-names button").click();
		await desk.locator("dialog button.main").click();
		for (const page of [screen, small])
			await text_is(page, ".message", /Lunch at noon/);
		await text_is(desk, ".director-do", /On screen: foyer, hall/);
		await text_is(desk, '.screen-card[data-key="hall"]', /Message/);
		await text_is({ waitForFunction: (...rest) => desk.frames().find((one) => one.url().includes("/screen/hall")).waitForFunction(...rest) }, ".message", /Lunch at noon/);
	}],
	["a screen that goes away stays in the list, and says so", async () => {
		await small.close();
		await text_is(desk, '.screen-card[data-key="foyer"] .state', /gone since/);
		equal("faults", [desk.faults, screen.faults], [[], []]);
	}],
	["p at a screen forgets its name", async () => {
		await screen.keyboard.press("p");
		await text_is(screen, ".pair-code", /^\d{3} \d{3}$/);
	}],
	["the desk's page in Chinese on a tablet has nothing that axe objects to", async () => {
		const tablet = await browser.page({ width: 768, height: 1024 });
		await tablet.goto(`${hub.url}/desk?lang=zh#${cards.chief}`);
		await tablet.locator(".bar button").nth(0).click();
		await tablet.locator(".screen-card").first().waitFor();
		equal("axe", await axe(tablet), []);
		equal("sideways", await sideways(tablet), 0);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
