/*
 * judge.js - the tablet: who is signed in, whose sheets are to be marked, in which state each is, and the link.
 *
 * The page works from what it has kept (the last snapshot, drafts, queue) and from the hub's topic `judge` when there
 * is a link; without one everything but the hub's confirmation goes on.
 */
import { el, text, attr, rows, ask } from "/assets/js/dom.js";
import { t, title, text_load, language, language_choose, time_of_day } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";
import { judge_reduce, sheet_id, tablet_reduce } from "/assets/js/store.js";
import { Outbox } from "./outbox.js";
import { Sheet, SHAPES, refusal_text } from "./sheet.js";
import { value_text } from "./fields.js";
import { module_aspects } from "./mark.js";
import { card_drop, card_hello, card_put, card_take, card_taken, device } from "./card.js";
import { Drafts } from "./drafts.js";
import { Nudge, Report } from "./nudge.js";
import { Turns, card_leave, cards_here } from "./turns.js";
import { sign_in_view } from "./sign_in.js";

const PAGE = "judge";
const PLACE = "judge-place";
const app = document.getElementById("app");
const self = { token: null, hello: null, judge: null, module: 0, attempt: 1, sheet: null, next: null, snapshot_at: 0, asking: false };
let outbox;
let net;
let view;
let turns;
let drafts;
let nudge;
let report;

function sign_in(reason = "") {
	self.judge = null;
	document.querySelectorAll("dialog").forEach((dialog) => dialog.close(""));
	sign_in_view(app, reason, (card) => {
		card_put(PAGE, card);
		location.reload();
	});
}

async function sign_out() {
	const unsent = outbox.queue.length + outbox.drafts.size;
	const note = unsent ? t("sign_out_unsent", { count: unsent }) : t("sign_out_note");
	if ((await ask(t("sign_out"), [el("p", { text: note })], [{ value: "", text: t("stay") }, { value: "out", text: t("sign_out"), class: "danger" }])) !== "out")
		return;
	card_leave(self.token);
	card_drop(PAGE);
	const [next] = cards_here();
	if (next)
		card_put(PAGE, next);
	location.reload();
}

function current() {
	return self.judge.modules[self.module] ?? null;
}

function work_of(part, competitor, attempt) {
	const sheet = { contest: part.contest, stage: part.stage, module: part.module.id, competitor: competitor.id, attempt };
	return { id: sheet_id(sheet), sheet, module: part.module, competitor, phase: () => current_phase(sheet) };
}

function current_phase({ contest, stage, module }) {
	return self.judge.modules.find((m) => m.contest === contest && m.stage === stage && m.module.id === module)?.phase ?? "locked";
}

/* Absent, withdrawn, disqualified: still to be seen, never proposed. */
function out_of(competitor) {
	return ["dns", "dnf", "dsq"].includes(competitor.status);
}

/* A sheet's state: {state: waiting | kept | sent | confirmed | refused | returned | apart, version, sheet: the newest confirmed}. */
function state_of(id) {
	const hub = self.judge.sheets.find((sheet) => sheet_id(sheet) === id);
	const receipt = outbox.receipt(id);
	const known = receipt && receipt.version > (hub?.version ?? 0) ? { ...receipt.params, version: receipt.version, hash: receipt.receipt.hash } : hub;
	const draft = outbox.draft(id);
	const queued = outbox.queued(id);
	/* confirmed before the hub's last snapshot, which does not have it: the hub has lost it, only this device keeps it */
	const lost = known !== hub && receipt.confirmed_at < self.snapshot_at;
	let state = !known ? "waiting" : lost ? "kept" : known.returned ? "returned" : known.apart ? "apart" : "confirmed";
	if (draft)
		state = draft.refused ? "refused" : "kept";
	else if (queued)
		state = outbox.sending === queued ? "sent" : "kept";
	return { state, version: known?.version ?? 0, sheet: known };
}

function build() {
	view = {
		who: el("h1", { class: "bar-who" }),
		role: el("p", { class: "muted bar-role" }),
		modules: el("select", { "aria-label": t("module"), on_change: (event) => module_choose(Number(event.target.value)) }),
		attempts: el("select", { "aria-label": t("attempts"), on_change: (event) => attempt_choose(Number(event.target.value)) }),
		unsent: el("span", { class: "state bar-unsent", role: "status" }),
		link: el("span", { class: "state bar-link", role: "status" }),
		counts: el("p", { class: "list-counts" }),
		notice: el("div", { class: "banner list-notice", role: "status", hidden: true }),
		next: el("button", { type: "button", class: "main list-next", hidden: true, on_click: () => open_sheet(self.next) }),
		list: el("ol", { class: "people", "aria-label": t("competitors") }),
		main: el("div", { class: "place" }),
	};
	view.modules_box = el("div", { class: "bar-module" }, view.modules, view.attempts);
	view.side = el("nav", { class: "side", "aria-label": t("competitors") }, view.counts, view.next, view.list);
	app.replaceChildren(
		el("header", { class: "bar" }, el("div", { class: "bar-person" }, view.who, view.role), view.modules_box, view.unsent, view.link,
			el("button", { type: "button", class: "bar-menu", text: t("menu"), on_click: menu }), turns.root),
		view.notice,
		el("main", { class: "work", "data-view": "list" }, view.side, view.main));
	view.work = app.querySelector(".work");
	show_idle();
}

/* The page is built, and goes on where it was. */
function begin() {
	const place = place_kept();
	build();
	self.placed = place !== null;
	if (place)
		place_take(place);
}

async function menu() {
	const languages = [["zh", "中文"], ["en", "English"], ["both", "中文 + English"]];
	const themes = ["light", "dark", "contrast"];
	const choice = await ask(t("menu"), [el("p", { class: "muted", text: t("menu_device", { device: self.hello.tablet ?? "–" }) })], [
		...languages.filter(([name]) => name !== language()).map(([value, words]) => ({ value, text: words })),
		...themes.filter((name) => name !== document.documentElement.dataset.theme).map((value) => ({ value, text: t(`theme_${value}`) })),
		{ value: "out", text: t("sign_out"), class: "danger" }, { value: "", text: t("close"), class: "main" }], "menu");
	if (languages.some(([name]) => name === choice))
		language_choose(choice);
	else if (themes.includes(choice))
		theme_set(choice);
	else if (choice === "out")
		sign_out();
}

function theme_set(name) {
	document.documentElement.dataset.theme = name;
	localStorage.setItem("judge-theme", name);
}

function module_choose(index) {
	self.module = index;
	self.attempt = 1;
	self.next = null;
	close_sheet();
}

function attempt_choose(attempt) {
	self.attempt = attempt;
	close_sheet();
}

function show_idle() {
	self.sheet = null;
	place_keep();
	view.main.replaceChildren(el("div", { class: "idle" }, el("h2", { text: t("choose_competitor"), tabindex: "-1" }), el("p", { class: "muted", text: t("choose_hint") }),
		isSecureContext ? null : el("p", { class: "muted", text: t("plain_http") })));
	attr(view.work, "data-view", "list");
}

function close_sheet() {
	show_idle();
	draw();
}

function open_sheet(competitor) {
	const work = work_of(current(), competitor, self.attempt);
	attr(view.work, "data-view", "sheet");
	const { sheet } = state_of(work.id);
	if (sheet?.corrected)
		localStorage.setItem(`corrected/${work.id}`, String(sheet.version));
	self.sheet = new Sheet(view.main, work, { outbox, state: () => state_of(work.id), names: { event: self.hello.event.id, judge_id: self.hello.you.id, token: self.token, judge: self.judge.judge.name, device: device() }, earlier: (aspect) => earlier_marks(work, aspect), on_sent: () => sheet_sent(work), on_back: () => back(work) });
	self.next = null;
	place_keep();
	draw();
}

/*
 * Where the judge is, for a page that begins again: module, attempt, and the competitor whose sheet is open.
 */
function place_keep() {
	const part = current();
	if (part)
		localStorage.setItem(PLACE, JSON.stringify({ token: self.token, module: part_id(part), attempt: self.attempt, competitor: self.sheet?.work.competitor.id ?? null }));
}

function part_id({ contest, stage, module }) {
	return [contest, stage, module.id].join("/");
}

function part_choose(id, attempt) {
	const index = self.judge.modules.findIndex((part) => part_id(part) === id);
	if (index < 0)
		return null;
	self.module = index;
	self.attempt = Math.min(attempt, current().module.attempts);
	return current();
}

/* Where this judge was on this tablet, or null. */
function place_kept() {
	try {
		const place = JSON.parse(localStorage.getItem(PLACE) ?? "null");
		return place?.token === self.token ? place : null;
	} catch {
		return null;
	}
}

/* Goes on there: the sheet that was open is open again. */
function place_take(place) {
	const competitor = part_choose(place.module, place.attempt)?.competitors.find((one) => one.id === place.competitor);
	if (competitor)
		open_sheet(competitor);
}

/* On another tablet than before: the sheet that was begun last is proposed. */
function place_propose() {
	const [last] = [...outbox.drafts.values()].sort((a, b) => b.at - a.at);
	if (!last || self.sheet || self.next)
		return;
	const { contest, stage, module, competitor, attempt } = last.sheet;
	self.next = part_choose([contest, stage, module].join("/"), attempt)?.competitors.find((one) => one.id === competitor) ?? null;
	draw();
}

/* What this judge gave the others for an aspect. */
function earlier_marks({ id, sheet }, aspect) {
	return self.judge.sheets.filter((one) => one.module === sheet.module && one.stage === sheet.stage && one.contest === sheet.contest && sheet_id(one) !== id)
		.map((one) => one.marks[aspect]);
}

function back(work) {
	close_sheet();
	view.list.querySelector(`[data-key="${CSS.escape(work.competitor.id)}"] button`)?.focus();
}

/* Back to the list with the next one proposed, never opened by itself. */
function sheet_sent(work) {
	const part = current();
	const list = part.competitors;
	const index = list.findIndex((c) => c.id === work.competitor.id);
	const order = [...list.slice(index + 1), ...list.slice(0, index)];
	self.next = order.find((c) => !out_of(c) && ["waiting", "refused", "returned"].includes(state_of(work_of(part, c, self.attempt).id).state)) ?? null;
	close_sheet();
	if (self.next)
		view.next.focus();
	else
		view.main.querySelector("h2").focus();
}

/* Something of what this tablet keeps has changed. */
function on_kept() {
	draw();
	drafts?.soon();
	report?.soon();
}

function draw() {
	if (!self.judge || !view)
		return;
	const { judge } = self;
	text(view.who, judge.judge.name);
	const shadow = self.hello.you.role === "shadow";
	text(view.role, `${t(shadow ? "role_shadow" : "role_judge")} · ${title(self.hello.event.title)}`);
	rows(view.modules, judge.modules.map((m, n) => ({ m, n })), ({ n }) => n, ({ n }) => el("option", { value: n }),
		(node, { m }) => text(node, [title(m.contest_title), title(m.stage_title), title(m.module.title)].join(" · ")));
	view.modules.value = String(self.module);
	const part = current();
	const attempts = part?.module.attempts ?? 1;
	view.attempts.hidden = attempts < 2;
	rows(view.attempts, Array.from({ length: attempts }, (_, n) => n + 1), (n) => n, (n) => el("option", { value: n, text: t("attempt", { n }) }), () => {});
	view.attempts.value = String(self.attempt);
	draw_list(part);
	draw_link();
	self.sheet?.refresh();
}

/* Whether the judge has looked at what the chief corrected. */
function corrected_seen(sheet) {
	return localStorage.getItem(`corrected/${sheet_id(sheet)}`) === String(sheet.version);
}

function draw_list(part) {
	const list = (part?.competitors ?? []).map((competitor) => ({ competitor, ...state_of(work_of(part, competitor, self.attempt).id) }));
	const there = (item) => item.state === "confirmed" || item.state === "apart";
	const confirmed = list.filter(there).length;
	text(view.counts, part ? t("counts", { waiting: list.filter((item) => !there(item) && !out_of(item.competitor)).length, confirmed }) : t("no_modules"));
	const phase = part && part.phase !== "open" ? t(`phase_note_${part.phase}`) : "";
	const refused = list.find((item) => item.state === "refused");
	const returned = list.find((item) => item.state === "returned");
	const apart = list.find((item) => item.state === "apart");
	const strangers = outbox.strangers ? t("strangers", { count: outbox.strangers }) : "";
	const shadow = self.hello.you.role === "shadow" ? t("shadow_note") : "";
	const corrected = list.filter(({ sheet }) => sheet?.corrected && !corrected_seen(sheet)).map(({ competitor }) => competitor.id);
	const words = [shadow, phase, corrected.length ? `▲ ${t("corrected_note", { ids: corrected.join(" ") })}` : "", refused ? `▲ ${t("refused_note", { id: refused.competitor.id })}` : "",
		returned ? `▲ ${t("returned_note", { id: returned.competitor.id })}` : "",
		apart ? `▲ ${t("apart_note", { id: apart.competitor.id })}` : "", strangers].filter((part) => part).join(" · ");
	text(view.notice, words);
	view.notice.hidden = words === "";
	view.next.hidden = self.next === null;
	if (self.next)
		text(view.next, t("next", { id: self.next.id, name: self.next.name }));
	const open_id = self.sheet?.work.competitor.id;
	rows(view.list, list, (item) => item.competitor.id, make_person, (node, item) => write_person(node, item, open_id));
}

function make_person({ competitor }) {
	return el("li", {}, el("button", { type: "button", class: "person", on_click: () => open_sheet(competitor) },
		el("span", { class: "person-state" }), el("span", { class: "person-id", text: competitor.id }), el("span", { class: "person-name", text: competitor.name }),
		el("span", { class: "person-value number" })));
}

function write_person(node, { competitor, state, sheet }, open_id) {
	const button = node.firstElementChild;
	const [shape, , , value] = button.children;
	attr(button, "data-state", state);
	attr(button, "aria-current", competitor.id === open_id ? "true" : null);
	attr(shape, "data-state", state);
	attr(shape, "class", "person-state state");
	text(shape, SHAPES[state]);
	const only = module_aspects(current().module);
	const shown = only.length === 1 && sheet ? value_text(only[0], sheet.marks[only[0].id]) : out_of(competitor) ? t(`status_${competitor.status}`) : state === "waiting" ? "" : t(`state_${state}_short`);
	text(value, shown);
	/* What is read aloud begins with what is seen, or voice control would not find it. */
	attr(button, "aria-label", `${[competitor.id, competitor.name, shown].filter((part) => part).join(" ")}, ${t(`state_${state}`)}`);
}

function draw_link() {
	const live = net.link === "live";
	const count = outbox.queue.length;
	const drafts = outbox.drafts.size;
	attr(view.link, "data-state", net.link === "connecting" ? "waiting" : net.link);
	text(view.link, `${live ? "●" : "▲"} ${t(`link_${net.link}`)}`);
	attr(view.unsent, "data-state", count ? "sent" : drafts ? "kept" : "confirmed");
	text(view.unsent, count ? `◐ ${t("unsent", { count })}` : drafts ? `○ ${t("drafts", { count: drafts })}` : `● ${t("all_sent")}`);
}

/* The hub's answer to hello: this card's person, or somebody whose page is another one. */
async function on_hello(hello) {
	if (hello.you.role === "audience") {
		sign_in();
		return;
	}
	if (!hello.may.includes("sheet")) {
		sign_in(t("not_a_judge", { name: hello.you.name }));
		return;
	}
	self.hello = hello;
	card_taken(PAGE);
	outbox.signed_in = true;
	const person = `${hello.event.id}/${hello.you.id}`;
	await outbox.person_set(person);
	outbox.pump();
	report.again();
	drafts.soon();
	if (!net.topics.has("judge"))
		net.watch("judge", { snapshot: on_snapshot, change: on_change });
	turns.arrive({ token: self.token, person, name: hello.you.name });
}

/* Drafts and a nudge; asked for once the sheets are known that drafts are drafts of. */
function tablet_watch() {
	let known = null;
	let first = true;
	const take = (tablet) => {
		known = tablet;
		drafts.take(tablet.drafts);
		nudge.take(tablet.nudge);
		if (first && !self.placed)
			place_propose();
		first = false;
	};
	if (!net.topics.has("tablet"))
		net.watch("tablet", { snapshot: take, change: (change) => take(tablet_reduce(known, change)) });
}

/* A draft came from the other tablet, or went there. */
function on_followed(id) {
	if (self.sheet?.work.id === id)
		self.sheet.again();
	draw();
}

async function on_snapshot(judge) {
	self.judge = judge;
	self.snapshot_at = outbox.now();
	if (self.module >= judge.modules.length)
		self.module = 0;
	if (!view)
		begin();
	known_keep();
	draw();
	tablet_watch();
	await outbox.keep(open_sheets());
	await recover();
	forget_published();
}

/*
 * A hub that came back with less than our receipts say may get the sheets again. The judge decides: after a rehearsal that was
 * cleared away they are to be forgotten.
 */
async function recover() {
	const { judge } = self;
	const versions = new Map(judge.sheets.map((sheet) => [sheet_id(sheet), sheet.version]));
	const open = (contest, stage) => judge.modules.some((m) => m.contest === contest && m.stage === stage && m.phase === "open");
	const lost = outbox.lost(versions, open);
	if (lost.length === 0 || self.asking)
		return;
	self.asking = true;
	const times = lost.map((receipt) => receipt.confirmed_at);
	const values = { count: lost.length, from: time_of_day(Math.min(...times), false), to: time_of_day(Math.max(...times), false) };
	const choice = await ask(t("recover_title"), [el("p", { text: t("recover_note", values) }), el("p", { class: "muted", text: t("recover_rehearsal") })],
		[{ value: "forget", text: t("recover_forget"), class: "danger" }, { value: "send", text: t("recover_send"), class: "main" }], "wide");
	self.asking = false;
	if (choice === "send")
		await outbox.recover(lost);
	else if (choice === "forget")
		await outbox.forget(lost);
	draw();
}

/* The sheets of stages that are not published: those of the others need nobody's copy any more. */
function open_sheets() {
	const over = new Set(self.judge.modules.filter(({ phase }) => phase === "published").map(({ contest, stage }) => `${contest}/${stage}`));
	return self.judge.sheets.filter(({ contest, stage }) => !over.has(`${contest}/${stage}`));
}

function on_change(change) {
	self.judge = judge_reduce(self.judge, change);
	known_keep();
	outbox.keep(open_sheets()).catch(() => {});
	draw();
	if (change.phase) {
		recover();
		forget_published();
	}
}

function forget_published() {
	for (const { contest, stage, phase } of self.judge.modules)
		if (phase === "published")
			outbox.forget_stage(contest, stage);
}

function known_keep() {
	outbox.known_put(self.token, { hello: self.hello, judge: self.judge }).catch(() => {});
}

/* A card that the hub does not take (any more): the sheets stay here, the judge signs in again. */
function on_refused(refusal) {
	outbox.signed_in = false;
	card_drop(PAGE);
	card_leave(self.token);
	view = null;
	net.stop();
	sign_in(refusal_text(refusal));
}

function on_link() {
	if (view && self.judge)
		draw_link();
	if (net.link === "live")
		outbox.pump();
}

async function start() {
	document.documentElement.dataset.theme = localStorage.getItem("judge-theme") ?? "light";
	await text_load();
	document.title = `${t("judge_page")} · touchstone`;
	self.token = card_take(PAGE);
	navigator.serviceWorker?.register("/sw.js").catch(() => {});
	outbox = new Outbox({ on_change: on_kept, on_refused: draw });
	try {
		await outbox.open();
	} catch {
		app.replaceChildren(el("main", { class: "idle" }, el("h1", { text: t("no_storage") })));
		return;
	}
	if (!self.token) {
		sign_in();
		return;
	}
	const known = await outbox.known(self.token);
	net = new Net({ hello: () => card_hello(PAGE), on_hello, on_link, on_refused });
	outbox.net = net;
	turns = new Turns(outbox);
	drafts = new Drafts(outbox, { version: (id) => state_of(id).version, on_followed });
	nudge = new Nudge(net);
	report = new Report(net, () => outbox.queue.length);
	if (known) {
		self.hello = known.hello;
		await outbox.person_set(`${known.hello.event.id}/${known.hello.you.id}`);
		self.judge ??= known.judge;
		if (!view)
			begin();
		draw();
	} else if (!view) {
		app.replaceChildren(el("main", { class: "idle" }, el("h1", { text: t("connecting") }), el("p", { class: "muted", text: t("connecting_note") })));
	}
	addEventListener("hashchange", () => location.reload());
}

start();
