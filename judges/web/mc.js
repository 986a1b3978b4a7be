/*
 * mc.js - the MC's page: what stands on the screens now and what comes next, in large type, with how each name is said.
 *
 * It follows the script as the hub has it, so nothing on it is ever old, and says so where it is not final yet. A clicker
 * (PageUp, PageDown, arrows) steps, and so do the two large buttons. The screen stays on while a ceremony runs.
 */
import { el, text, attr } from "/assets/js/dom.js";
import { t, title, text_load, language, language_choose, time_of_day } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";
import { event_reduce } from "/assets/js/store.js";
import { sign_in_view } from "./sign_in.js";
import { refusal_text } from "./sheet.js";
import { Script, clicker_step, step_words } from "./script.js";

const TOKEN = "mc-token";
const FAULT_MS = 8000;
const app = document.getElementById("app");
const self = { token: null, hello: null, event: null, chosen: null };
let net;
let view;
let script;

function token_take() {
	if (location.hash.length > 1) {
		localStorage.setItem(TOKEN, decodeURIComponent(location.hash.slice(1)));
		history.replaceState(null, "", location.pathname + location.search);
	}
	return localStorage.getItem(TOKEN);
}

function sign_in(reason = "") {
	view = null;
	sign_in_view(app, reason, (token) => {
		localStorage.setItem(TOKEN, token);
		location.reload();
	});
}

function build() {
	const other = language() === "en" ? ["zh", "中文"] : ["en", "English"];
	view = {
		stages: el("select", { "aria-label": t("stages"), on_change: (event) => choose(event.target.value) }),
		link: el("span", { class: "state bar-link", role: "status" }),
		clock: el("time", { class: "number mc-clock" }),
		notice: el("p", { class: "banner mc-notice", role: "status", hidden: true }),
		fault: el("p", { class: "banner mc-fault", role: "alert", hidden: true }),
		now: el("div", { class: "mc-part mc-now" }),
		next: el("div", { class: "mc-part mc-next" }),
		place: el("p", { class: "number mc-place", role: "status" }),
		back: el("button", { type: "button", class: "mc-back", "aria-keyshortcuts": "PageUp", text: `◀ ${t("reveal_back")}`, on_click: () => script.go(-1) }),
		ahead: el("button", { type: "button", class: "main mc-ahead", "aria-keyshortcuts": "PageDown", text: `${t("reveal_next")} ▶`, on_click: () => script.go(1) }),
	};
	app.replaceChildren(
		el("header", { class: "bar" }, view.stages, view.link, view.clock,
			el("button", { type: "button", text: other[1], lang: other[0], on_click: () => language_choose(other[0]) }),
			el("button", { type: "button", text: t("sign_out"), on_click: () => (localStorage.removeItem(TOKEN), location.reload()) })),
		view.main = el("main", { class: "mc-script", tabindex: "0" }, el("h1", { class: "unseen", text: t("mc_page") }), view.notice, view.fault,
			el("section", { class: "mc-now-part", "aria-label": t("mc_now") }, el("h2", { text: t("mc_now") }), view.now),
			el("section", { class: "mc-next-part", "aria-label": t("mc_next") }, el("h2", { text: t("mc_next") }), view.next)),
		el("footer", { class: "mc-foot" }, view.back, view.place, view.ahead));
	setInterval(() => text(view.clock, time_of_day(net.time())), 250);
}

function stages() {
	return (self.event?.contests ?? []).flatMap((contest) => contest.stages.map((stage) => ({
		id: `${contest.id}/${stage.id}`, phase: stage.phase, words: `${title(contest.title)} · ${title(stage.title)}`,
	})));
}

/* The stage whose ceremony is nearest: one that is locked, else the last that is published, else the first. */
function stage_likely() {
	const list = stages();
	return list.find(({ phase }) => phase === "locked") ?? list.findLast(({ phase }) => phase === "published") ?? list[0];
}

function choose(id) {
	self.chosen = id;
	script.watch(...id.split("/"));
	draw();
}

/* One who is named: number, name, how it is said, unit; a team's members below. */
function person(one) {
	const members = (one.members ?? []).map(({ name, reading }) =>
		el("li", {}, el("b", { text: name }), reading ? el("span", { class: "mc-said", lang: "zh-Latn", text: reading }) : null));
	return el("li", { class: "mc-person" },
		el("p", { class: "mc-name" }, el("span", { class: "mc-number number", text: one.id }), el("b", { text: one.name })),
		one.reading ? el("p", { class: "mc-said", lang: "zh-Latn", text: one.reading }) : null,
		one.unit ? el("p", { class: "mc-unit", text: one.unit }) : null,
		members.length ? el("ul", { class: "mc-members" }, ...members) : null);
}

function step_show(place, step, none) {
	const known = JSON.stringify([step, none]);
	if (place.dataset.known === known)
		return;
	place.dataset.known = known;
	if (!step) {
		place.replaceChildren(el("p", { class: "mc-none", text: none }));
		return;
	}
	const many = step.competitors.length;
	place.replaceChildren(el("ul", { class: "mc-told" }, ...step_words(step).map((words) => el("li", { text: words }))),
		el("ul", { class: "mc-people", "data-many": many > 12 ? "many" : many > 3 ? "some" : "few" }, ...step.competitors.map(person)));
}

/* What makes the script unfit to be read out yet; "" where it is fit. */
function notice_words() {
	const now = script.now();
	if (!now)
		return "";
	if (script.practice)
		return `▲ ${t("practice_banner")} · ${script.practice.screens.join(", ")}`;
	if (now.phase === "open" || now.phase === "waiting")
		return `▲ ${t(now.frozen ? "mc_not_final" : "mc_not_yet")}`;
	return now.phase === "locked" && !now.frozen ? `▲ ${t("mc_not_frozen")}` : "";
}

function draw() {
	if (!view || !self.event)
		return;
	const list = stages();
	view.stages.replaceChildren(...list.map(({ id, words, phase }) => el("option", { value: id, text: `${words} · ${t(`phase_${phase}`)}`, ".selected": id === self.chosen })));
	const steps = script.steps();
	const step = script.step();
	const words = notice_words();
	view.notice.hidden = words === "";
	text(view.notice, words);
	document.body.classList.toggle("practising", script.practice !== null);
	step_show(view.now, steps[step - 1], t(steps.length ? "mc_begin" : "mc_nothing"));
	step_show(view.next, steps[step], t(steps.length ? "reveal_done" : "mc_nothing"));
	text(view.place, steps.length ? t("reveal_step", { step, steps: steps.length }) : "");
	view.back.disabled = !script.ready() || step === 0;
	view.ahead.disabled = !script.ready() || step === steps.length;
	document.title = `${t("mc_page")} · ${title(self.event.title)}`;
}

function failed(refusal) {
	text(view.fault, `▲ ${refusal_text(refusal)}`);
	view.fault.hidden = false;
	clearTimeout(self.fault);
	self.fault = setTimeout(() => (view.fault.hidden = true), FAULT_MS);
}

function on_event(event) {
	self.event = event;
	if (!stages().some(({ id }) => id === self.chosen)) {
		const likely = stage_likely();
		if (likely)
			choose(likely.id);
	}
	draw();
}

function on_hello(hello) {
	if (!hello.may.includes("script")) {
		sign_in(hello.you.role === "audience" ? "" : t("not_an_mc", { name: hello.you.name }));
		return;
	}
	self.hello = hello;
	if (!view)
		build();
	if (!net.topics.has("event"))
		net.watch("event", { snapshot: on_event, change: (change) => on_event(event_reduce(self.event, change)) });
}

function on_link(link) {
	if (!view)
		return;
	attr(view.link, "data-state", link === "connecting" ? "waiting" : link);
	text(view.link, `${link === "live" ? "●" : "▲"} ${t(`link_${link}`)}`);
}

function on_key(event) {
	const by = view ? clicker_step(event) : 0;
	const scrolls = ["ArrowUp", "ArrowDown"].includes(event.key) && view?.main.scrollHeight > view?.main.clientHeight;
	if (!by || scrolls)
		return;
	event.preventDefault();
	script.go(by);
}

/* The tablet must not go dark in the MC's hands; where the browser cannot promise it, it does as it is set up. */
async function stay_awake() {
	try {
		await navigator.wakeLock?.request("screen");
	} catch {
		/* not now: asked again when the page is seen again */
	}
}

async function start() {
	document.documentElement.dataset.theme = new URLSearchParams(location.search).get("theme") ?? "dark";
	await text_load();
	document.title = `${t("mc_page")} · touchstone`;
	self.token = token_take();
	addEventListener("hashchange", () => location.reload());
	addEventListener("keydown", on_key);
	document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stay_awake());
	stay_awake();
	if (!self.token) {
		sign_in();
		return;
	}
	net = new Net({ hello: () => ({ token: self.token }), on_hello: (hello) => (on_hello(hello), on_link(net.link)), on_link, on_refused: (refusal) => {
		localStorage.removeItem(TOKEN);
		net.stop();
		sign_in(refusal_text(refusal));
	} });
	script = new Script(net, draw, failed);
}

start();
