/*
 * desk.js - the chief's desk: stages with their next step, who has marked whom, who is waited for, who moved in the table.
 */
import { el, text, attr, rows, ask } from "/assets/js/dom.js";
import { t, title, text_load, language, language_choose, time_of_day } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";
import { board_reduce, board_moves, desk_reduce, event_reduce } from "/assets/js/store.js";
import { card_drop, card_hello, card_put, card_take, card_taken } from "./card.js";
import { sign_in_view } from "./sign_in.js";
import { refusal_text } from "./sheet.js";
import { Matrix, matrix_apart, matrix_waits } from "./matrix.js";
import { PHASE_NEXT, phase_ask, competitor_ask, return_ask, sign_ask, accept_ask, apart_text, wait_text } from "./actions.js";
import { correct_ask, versions_show } from "./correct.js";
import { Paper } from "./paper.js";
import { Settle, unsettled_words } from "./settle.js";
import { Ceremony } from "./ceremony.js";
import { Appeals, appeals_for } from "./appeals.js";
import { Recheck } from "./recheck.js";
import { Unlock, WAYS_BACK, unlock_ask } from "./unlock.js";
import { history_show } from "./history.js";
import { certificates_show } from "./certificates.js";
import { agreement_show, marks_show } from "./marks.js";
import { screen_ask, emergency_ask } from "./screens.js";
import { Tablets } from "./tablets.js";

const PAGE = "desk";
const LOG_MOST = 50;
const WAITS_SHOWN = 12; /* so that what stands below stays in sight */
const app = document.getElementById("app");
const self = { token: null, hello: null, event: null, contest: null, stage: null, desk: null, board: null, module: "", attempt: 1, log: [], paper: null };
let net;
let view;

function sign_in(reason = "") {
	view = null;
	sign_in_view(app, reason, (card) => {
		card_put(PAGE, card);
		location.reload();
	});
}

function build() {
	const other = language() === "en" ? ["zh", "中文"] : ["en", "English"];
	view = {
		who: el("p", { class: "bar-who" }),
		role: el("p", { class: "muted bar-role" }),
		link: el("span", { class: "state bar-link", role: "status" }),
		stages: el("ol", { class: "stages" }),
		modules: el("select", { "aria-label": t("module"), on_change: (event) => ((self.module = event.target.value), draw()) }),
		attempts: el("select", { "aria-label": t("attempts"), on_change: (event) => ((self.attempt = Number(event.target.value)), draw()) }),
		heading: el("h1"),
		about: el("p", { class: "muted" }),
		waits: el("ol", { class: "waits" }),
		waits_none: el("p", { class: "muted", text: t("waits_none") }),
		log: el("ol", { class: "log" }),
	};
	view.tablets = new Tablets(net, self.hello.may, draw);
	view.matrix = new Matrix(competitor_open, sheet_open);
	view.ceremony = new Ceremony(net, here);
	view.settle = new Settle(net, here, self.hello.may, { on_sheet: sheet_open, on_paper: paper_open });
	view.recheck = new Recheck(net, () => ({ ...here(), competitors: self.desk?.competitors ?? [] }), self.hello.may, marks_open);
	view.unlock = new Unlock(net, here, self.hello);
	view.appeals = new Appeals(net, () => ({ ...here(), competitors: self.desk?.competitors ?? [] }), self.hello.may);
	const part = (words, ...nodes) => el("section", { class: "desk-part" }, el("h2", { text: words }), ...nodes);
	const screens = el("button", { type: "button", text: t("screen"), on_click: () => screen_ask(net, { stages: stages(), here: `${self.contest}/${self.stage}`, may: self.hello.may }) });
	const emergency = self.hello.may.includes("screen") ? el("button", { type: "button", "aria-keyshortcuts": "F9", text: `${t("emergency")} F9`, on_click: () => emergency_ask(net) }) : null;
	const history = self.hello.may.includes("history") ? el("button", { type: "button", text: t("history"), on_click: () => history_show(net, { ...here(), names: names(), may: self.hello.may, phase: self.desk?.phase }) }) : null;
	const certificates = self.hello.may.includes("certificates") ? el("button", { type: "button", text: t("certificates"), on_click: certificates_open }) : null;
	const agreement = self.hello.may.includes("agreement") ? el("button", { type: "button", text: t("agreement"), on_click: () => self.desk && agreement_show(net, { ...here(), modules: self.desk.modules, names: names() }) }) : null;
	const paper = self.hello.may.includes("paper") ? el("button", { type: "button", text: t("paper"), on_click: paper_open }) : null;
	app.replaceChildren(
		el("header", { class: "bar" }, el("div", { class: "bar-person" }, view.who, view.role), view.link, screens, history, certificates, agreement, paper, emergency,
			el("button", { type: "button", text: other[1], lang: other[0], on_click: () => language_choose(other[0]) }),
			el("button", { type: "button", text: t("sign_out"), on_click: sign_out })),
		el("div", { class: "desk-work" },
			el("nav", { class: "desk-left", "aria-label": t("stages") }, part(t("stages"), view.stages)),
			el("main", { class: "desk-middle" }, el("div", { class: "desk-head" }, el("div", {}, view.heading, view.about),
				el("div", { class: "desk-choice" }, view.modules, view.attempts)), el("div", { class: "desk-line" }, legend(), view.ceremony.root), view.matrix.root),
			el("aside", { class: "desk-right", "aria-label": t("waits") }, part(t("waits"), view.unlock.root, view.waits, view.waits_none), view.settle.root, part(t("appeals"), view.appeals.root), part(t("recheck"), view.recheck.root), part(t("judges"), view.tablets.root), part(t("moves"), el("div", { role: "log", "aria-label": t("moves") }, view.log)))));
}

function legend() {
	return el("p", { class: "legend muted" }, ...["in", "part", "back", "due"].map((state) =>
		el("span", {}, el("b", { "data-cell": state, text: { in: "●", part: "◐", back: "▲", due: "·" }[state] }), ` ${t(`cell_${state}_word`)}`)),
		...[["▤", "on_paper"], ["✱", "corrected_short"], ["↺", "recovered_short"]].map(([shape, words]) => el("span", { text: `${shape} ${t(words)}` })));
}

function sign_out() {
	card_drop(PAGE);
	location.reload();
}

function stages() {
	return self.event.contests.flatMap((contest) => contest.stages.map((stage) => ({
		id: `${contest.id}/${stage.id}`, contest: contest.id, stage: stage.id, phase: stage.phase, contest_words: title(contest.title), words: `${title(contest.title)} · ${title(stage.title)}`,
	})));
}

function choose(contest, stage) {
	if (self.contest) {
		net.unwatch(`desk/${self.contest}/${self.stage}`);
		net.unwatch(`board/${self.contest}/${self.stage}`);
	}
	view.ceremony.choose(contest, stage, self.hello.may);
	Object.assign(self, { contest, stage, desk: null, board: null, module: "", attempt: 1, log: [] });
	net.watch(`desk/${contest}/${stage}`, {
		snapshot: (desk) => ((self.desk = desk), draw()),
		change: (change) => ((self.desk = desk_reduce(self.desk, change)), draw()),
		refused: (refusal) => text(view.about, refusal_text(refusal)),
	});
	net.watch(`board/${contest}/${stage}`, { snapshot: (board) => ((self.board = board), draw()), change: on_board });
	draw();
}

/* Each change of the table is told in words: who moved from which place to which. */
function on_board(change) {
	const before = self.board;
	self.board = board_reduce(before, change);
	const { gained } = board_moves(before, self.board);
	const after = new Map(self.board.order.map((id, position) => [id, self.board.ranks[position]]));
	const moved = [...gained].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
		.map(([id, places]) => `${places > 0 ? "▲" : "▼"} ${id} ${self.board.rows[id].name} ${after.get(id) + places} → ${after.get(id)}`);
	if (moved.length)
		self.log.unshift({ key: `${self.board.at}-${self.log.length}`, at: self.board.at, words: moved.slice(0, 6).join(" · ") + (moved.length > 6 ? ` · +${moved.length - 6}` : "") });
	self.log.length = Math.min(self.log.length, LOG_MOST);
	draw();
}

/* People's names by id, of those whom this page knows. */
function names() {
	return new Map([...(self.desk?.judges ?? []), ...(self.desk?.shadows ?? []), self.hello.you].map((person) => [person.id, person.name]));
}

/* The stage that is shown, as requests name it. */
function here() {
	return { contest: self.contest, stage: self.stage, words: view.heading.textContent };
}

function certificates_open() {
	const contest = self.event.contests.find((one) => one.id === self.contest);
	if (contest)
		certificates_show(net, { contest: contest.id, words: title(contest.title), teams: contest.teams });
}

/* The page for paper sheets, which follows the desk as long as it is open. */
async function paper_open() {
	if (!self.desk || self.paper)
		return;
	self.paper = new Paper(net, here(), self.hello.you, self.desk);
	await self.paper.show();
	self.paper = null;
}

async function sheet_open(sheet, chosen = "") {
	if (!sheet || !self.hello.may.includes("return"))
		return;
	const competitor = self.desk.competitors.find((one) => one.id === sheet.competitor);
	const judge = self.desk.judges.find((one) => one.id === sheet.judge);
	const module = self.desk.modules.find((one) => one.id === sheet.module);
	const words = `${competitor.id} ${competitor.name} · ${title(module.title)} · ${judge?.name ?? sheet.judge} · ${t("version", { version: sheet.version })}`;
	const may_sign = module.signatures?.includes("chief") && !sheet.signed?.includes("chief") && self.hello.you.role === "chief";
	const choice = chosen || await sheet_choose(sheet, words, may_sign);
	if (choice === "versions")
		versions_show(net, { ...here(), sheet, words, names: names() });
	else if (choice === "correct")
		correct_ask(net, { ...here(), sheet, words });
	else if (choice === "return")
		return_ask(net, { ...here(), sheet, words });
	else if (choice === "sign")
		sign_ask(net, { ...here(), sheet, words, name: self.hello.you.name });
}

/* What to do with a sheet: "versions", "correct", "return", "sign" or "". */
function sheet_choose(sheet, words, may_sign) {
	const open = self.desk.phase === "open";
	const choices = [
		self.hello.may.includes("history") ? { value: "versions", text: t("versions") } : null,
		self.hello.may.includes("correct") && (open || self.desk.phase === "locked") ? { value: "correct", text: t("correct_do") } : null,
		open ? { value: "return", text: t("return_do") } : null,
		may_sign ? { value: "sign", text: t("sign_do"), class: "main" } : null,
	].filter(Boolean);
	return ask(words, sheet_notes(sheet).map((note) => el("p", { text: note })), [{ value: "", text: t("stay") }, ...choices]);
}

/* How the current version came about, where it did not simply come from the judge's tablet. */
function sheet_notes(sheet) {
	return [
		sheet.confirmed_by ? `▤ ${t("paper_by", { name: sheet.typed_by.name, other: sheet.confirmed_by.name })}` : "",
		sheet.corrected ? `▲ ${t("corrected_by", { name: sheet.corrected_by.name })} ${sheet.corrected}` : "",
		sheet.recovered ? `▲ ${t("recovered_short")}` : "",
		sheet.returned ? `▲ ${t("returned_because")} ${sheet.returned}` : "",
	].filter(Boolean);
}

function marks_open(id) {
	const { contest, stage, desk } = self;
	return marks_show(net, { contest, stage, competitor: desk.competitors.find((one) => one.id === id), modules: desk.modules });
}

async function competitor_open(id) {
	const competitor = self.desk.competitors.find((one) => one.id === id);
	const position = self.board?.order.indexOf(id) ?? -1;
	const { contest, stage } = self;
	const { modules } = self.desk;
	const more = self.hello.may.includes("marks") ? [{ value: "marks", text: t("marks_side") }] : [];
	const choice = await competitor_ask(net, { contest, stage, competitor, row: self.board?.rows[id], rank: position < 0 ? null : self.board.ranks[position], more });
	if (choice === "marks")
		await marks_show(net, { contest, stage, competitor, modules });
}

/* The way back of a stage, which another person has to agree to. */
function back_button(stage) {
	if (!self.hello.may.includes("unlock") || !WAYS_BACK[stage.phase])
		return [];
	return [el("button", { type: "button", class: "plain", text: t("unlock_ask"), on_click: () => {
		if (stage.contest !== self.contest || stage.stage !== self.stage)
			choose(stage.contest, stage.stage);
		unlock_ask(net, stage);
	} })];
}

function phase_button(stage, phase) {
	return el("button", { type: "button", class: "main", text: t(`phase_do_${phase}`), on_click: () => {
		const here = stage.contest === self.contest && stage.stage === self.stage;
		if (!here)
			choose(stage.contest, stage.stage);
		phase_ask(net, { ...stage, phase, board: here ? self.board : null, waits: here && self.desk ? matrix_waits(self.desk) : [], unsettled: here && self.desk ? unsettled_words(self.desk, phase) : [], chief: self.hello.you.role === "chief" });
	} });
}

function draw() {
	if (!view || !self.event)
		return;
	text(view.who, self.hello.you.name);
	text(view.role, `${t(`role_${self.hello.you.role}`)} · ${title(self.event.title)}`);
	draw_stages();
	if (self.desk)
		draw_desk();
}

function draw_stages() {
	const may = self.hello.may.includes("phase");
	rows(view.stages, stages(), (stage) => stage.id, () => el("li", { class: "card stage" }, el("button", { type: "button", class: "stage-choose plain" }, el("b"), el("span", { class: "muted" })),
		el("div", { class: "stage-steps" })), (node, stage) => {
		const [button, steps] = node.children;
		button.onclick = () => choose(stage.contest, stage.stage);
		attr(button, "aria-current", stage.id === `${self.contest}/${self.stage}` ? "true" : null);
		text(button.children[0], stage.words);
		text(button.children[1], t(`phase_${stage.phase}`));
		if (node.dataset.phase === stage.phase)
			return;
		node.dataset.phase = stage.phase;
		steps.replaceChildren(...(may ? PHASE_NEXT[stage.phase] : []).map((phase) => phase_button(stage, phase)), ...back_button(stage));
	});
}

function draw_desk() {
	const { desk, board } = self;
	const stage = stages().find((one) => one.id === `${self.contest}/${self.stage}`);
	text(view.heading, stage?.words ?? "");
	document.title = `${stage?.words ?? ""} · ${t("desk_page")}`;
	text(view.about, [t(`phase_${desk.phase}`), board ? t("marked", { done: board.progress.in, due: board.progress.due }) : ""].filter((part) => part).join(" · "));
	const attempts = Math.max(1, ...desk.modules.map((module) => module.attempts));
	rows(view.modules, [{ id: "", title: t("all_modules") }, ...desk.modules], (m) => m.id, (m) => el("option", { value: m.id }), (node, m) => text(node, title(m.title)));
	view.modules.value = self.module;
	view.modules.hidden = desk.modules.length < 2;
	rows(view.attempts, Array.from({ length: attempts }, (_, n) => n + 1), (n) => n, (n) => el("option", { value: n, text: t("attempt", { n }) }), () => {});
	view.attempts.value = String(self.attempt);
	view.attempts.hidden = attempts < 2;
	view.ceremony.draw(desk, self.hello.may);
	view.unlock.draw(desk);
	view.settle.draw(desk);
	self.paper?.draw(desk);
	view.appeals.draw(desk);
	view.recheck.draw(desk);
	view.matrix.draw(desk, self.module, self.attempt);
	const waits = matrix_waits(desk);
	const lines = [
		...appeals_for(self.hello.you, desk),
		...matrix_apart(desk).map((one) => ({ key: one.key, time: "", words: apart_text(one), apart: one })),
		...waits.slice(0, WAITS_SHOWN).map((one) => ({ key: [one.module.id, one.competitor.id, one.attempt].join("/"), time: time_of_day(one.since, false), words: wait_text(one) })),
	];
	if (waits.length > WAITS_SHOWN)
		lines.push({ key: "more", time: "", words: t("waits_more", { count: waits.length - WAITS_SHOWN }) });
	view.waits_none.hidden = lines.length > 0 || Boolean(desk.unlock);
	rows(view.waits, lines, (line) => line.key, make_wait, (node, line) => {
		text(node.children[0], line.time);
		text(node.children[1], line.words);
	});
	draw_judges(desk);
	rows(view.log, self.log, (one) => one.key, (one) => el("li", {}, el("time", { class: "muted number", text: time_of_day(one.at) }), el("span", { text: one.words })), () => {});
}

function make_wait({ apart }) {
	const accept = apart && self.hello.may.includes("accept") ? el("button", { type: "button", text: t("accept_do"), on_click: () => accept_ask(net, here(), apart) }) : null;
	return el("li", {}, el("time", { class: "muted number" }), el("span"), accept);
}

function draw_judges(desk) {
	const in_by = new Map();
	for (const sheet of desk.sheets)
		if (sheet.complete)
			in_by.set(sheet.judge, (in_by.get(sheet.judge) ?? 0) + 1);
	const shadows = desk.shadows.map((one) => ({ ...one, shadow: true }));
	view.tablets.draw([...desk.judges, ...shadows], (judge) => (judge.shadow ? judge.sheets : in_by.get(judge.id) ?? 0));
}

function on_hello(hello) {
	if (hello.you.role === "audience") {
		sign_in();
		return;
	}
	self.hello = hello;
	card_taken(PAGE);
	if (hello.you.role === "judge" || hello.you.role === "shadow") {
		sign_in(t("not_a_chief", { name: hello.you.name }));
		return;
	}
	if (!view)
		build();
	if (!net.topics.has("event"))
		net.watch("event", { snapshot: on_event, change: (change) => on_event(event_reduce(self.event, change)) });
}

function on_event(event) {
	self.event = event;
	if (!self.contest) {
		const list = stages();
		const first = list.find((stage) => stage.phase === "open") ?? list[0];
		if (first)
			choose(first.contest, first.stage);
	}
	draw();
}

function on_link(link) {
	if (!view)
		return;
	attr(view.link, "data-state", link === "connecting" ? "waiting" : link);
	text(view.link, `${link === "live" ? "●" : "▲"} ${t(`link_${link}`)}`);
}

async function start() {
	document.documentElement.dataset.theme = new URLSearchParams(location.search).get("theme") ?? "light";
	await text_load();
	document.title = `${t("desk_page")} · touchstone`;
	self.token = card_take(PAGE);
	addEventListener("hashchange", () => location.reload());
	addEventListener("keydown", (event) => {
		if (event.key === "F9" && view && self.hello.may.includes("screen")) {
			event.preventDefault();
			emergency_ask(net);
		}
	});
	if (!self.token) {
		sign_in();
		return;
	}
	net = new Net({ hello: () => card_hello(PAGE), on_hello: (hello) => (on_hello(hello), on_link(net.link)), on_link, on_refused: (refusal) => {
		card_drop(PAGE);
		net.stop();
		sign_in(refusal_text(refusal));
	} });
}

start();
