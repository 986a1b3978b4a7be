/*
 * tablets.js - the desk's list of judges: whose tablet is there, its battery, what it has not sent; a nudge and its answer; and what
 * can be done about a card: a new one, one tablet only, another tablet.
 */
import { el, text, attr, rows, ask } from "/assets/js/dom.js";
import { t, time_of_day } from "/assets/js/text.js";
import { tablets_reduce } from "/assets/js/store.js";
import { card_ask, keyed, send } from "./actions.js";
import { scan_show } from "./scan.js";

const BATTERY_LOW = 20;

/* "3fa9c1 · 64 % · charging · 2 unconfirmed" of a tablet that is there. */
export function tablet_text({ tablet, battery, charging, unsent }) {
	const level = battery === null ? null : `${battery <= BATTERY_LOW && !charging ? "▲ " : ""}${battery} %${charging ? ` ${t("charging")}` : ""}`;
	return [tablet || null, level, unsent ? `◐ ${t("unsent", { count: unsent })}` : null].filter(Boolean).join(" · ");
}

function bound_text({ bound, tablet }) {
	if (!bound)
		return t("card_anywhere");
	return tablet ? t("card_bound_to", { tablet }) : t("card_bound_waits");
}

function nudge_text(nudge) {
	if (!nudge)
		return "";
	return nudge.seen ? `● ${t("nudge_was_seen", { time: time_of_day(nudge.seen, false) })}` : `… ${t("nudge_sent", { time: time_of_day(nudge.at, false) })}`;
}

/* What may be done with a person's card, and doing it. */
async function tablet_ask(net, person) {
	const about = person.tablets.length ? person.tablets.map((one) => tablet_text(one) || t("online")) : [t("offline")];
	const buttons = [{ value: "", text: t("close") }, { value: "revoke", text: t("card_revoke"), class: "danger" }];
	if (person.bound && person.tablet)
		buttons.push({ value: "move", text: t("card_move") });
	buttons.push(person.bound ? { value: "free", text: t("card_free") } : { value: "bind", text: t("card_bind") }, { value: "new", text: t("card_new"), class: "main" });
	const choice = await ask(`${t("card")}: ${person.name}`, [el("ul", { class: "dialog-list" }, ...about.map((words) => el("li", { text: words }))), el("p", { text: bound_text(person) })],
		person.card ? buttons : buttons.filter((one) => ["", "new"].includes(one.value)));
	if (choice === "new")
		await card_ask(net, person);
	else if (choice === "revoke" && (await ask(t("card_revoke"), [el("p", { class: "dialog-what", text: person.name }), el("p", { text: t("card_revoke_will") })],
		[{ value: "", text: t("stay") }, { value: "do", text: t("card_revoke"), class: "danger" }])) === "do")
		await send(net, "revoke", keyed({ person: person.id }));
	else if (["bind", "move", "free"].includes(choice) && (await send(net, "bind", keyed({ person: person.id, act: choice }))) && choice === "move")
		await ask(t("card_move"), [el("p", { class: "dialog-what", text: person.name }), el("p", { text: t("card_moved") })], [{ value: "", text: t("close"), class: "main" }]);
}

async function nudge_ask(net, person) {
	const words = el("input", { type: "text", id: "ask-nudge", maxlength: "60", autocomplete: "off" });
	const choice = await ask(`${t("nudge")}: ${person.name}`, [el("p", { text: t("nudge_will") }), el("div", { class: "dialog-field" }, el("label", { for: "ask-nudge", text: t("nudge_label") }), words)],
		[{ value: "", text: t("stay") }, { value: "do", text: t("nudge"), class: "main" }]);
	if (choice === "do")
		await send(net, "nudge", { person: person.id, text: words.value.trim() });
}

export class Tablets {
	/* `may`: the methods of this role; `on_change()` is called when anything was told. */
	constructor(net, may, on_change) {
		Object.assign(this, { net, may });
		this.people = new Map();
		this.list = el("ul", { class: "judges" });
		const names = () => new Map([...this.people.values()].map((person) => [person.id, person.name]));
		this.root = el("div", {}, this.list, may.includes("scan") ? el("button", { type: "button", text: t("scan"), on_click: () => scan_show(net, names()) }) : null);
		let known = null;
		const take = (tablets) => {
			known = tablets;
			this.people = new Map(tablets.people.map((person) => [person.id, person]));
			on_change();
		};
		net.watch("tablets", { snapshot: take, change: (change) => take(tablets_reduce(known, change)) });
	}

	/* `judges`: those of the stage, {id, name, online, shadow}; `sheets(judge)`: how many of theirs are in. */
	draw(judges, sheets) {
		rows(this.list, judges, (judge) => judge.id, (judge) => this.make(judge), (node, judge) => this.write(node, judge, sheets(judge)));
	}

	make(judge) {
		const person = () => this.people.get(judge.id) ?? { ...judge, tablets: [], bound: false, tablet: null, card: true, nudge: null };
		const button = (words, run) => el("button", { type: "button", text: words, "aria-label": `${words}: ${judge.name}`, on_click: () => run(this.net, person()) });
		return el("li", {}, el("span", { class: "state" }), el("div", {}, el("b"), el("span", { class: "muted" }), el("span", { class: "muted judge-tablet" }), el("span", { class: "judge-nudge" })),
			el("div", { class: "judge-do" }, this.may.includes("nudge") ? button(t("nudge"), nudge_ask) : null, this.may.includes("card") ? button(t("card"), tablet_ask) : null));
	}

	write(node, judge, sheets) {
		const [state, words] = node.children;
		const [name, count, where, nudged] = words.children;
		const person = this.people.get(judge.id);
		const low = person?.tablets.some((one) => one.battery !== null && one.battery <= BATTERY_LOW && !one.charging);
		attr(state, "data-state", judge.online ? "live" : "waiting");
		text(state, judge.online ? `● ${t("online")}` : `○ ${t("offline")}`);
		text(name, judge.name);
		text(count, [judge.shadow ? t("role_shadow") : null, t("sheets_of", { count: sheets }), person?.bound ? bound_text(person) : null].filter(Boolean).join(" · "));
		text(where, person?.tablets.map(tablet_text).filter(Boolean).join(" ｜ ") ?? "");
		attr(where, "data-low", low ? "" : null);
		text(nudged, nudge_text(person?.nudge));
	}
}
