/* page.js - the verifying page: checks the address that it was opened with, or one that is pasted. */
import { SHAPES, TEXTS } from "./texts.js";
import { verifyText } from "./verify.js";

const FIELDS = ["holder", "stage", "award", "contest", "event", "unit", "score", "date", "time", "head", "issuer", "id"];
const ENDED = ["since", "reason", "replaced_by"]; /* what is new to whoever holds the paper comes first */
const main = document.querySelector("main");
let language = /^zh/i.test(navigator.language) ? "zh-CN" : "en";
let shown = null; /* {answer, note}, drawn again when the language changes */
let lists = null;

function element(name, className, text, ...children) {
	const made = document.createElement(name);
	if (className) made.className = className;
	if (text) made.textContent = text;
	made.append(...children);
	return made;
}

async function fetchJson(path) {
	const response = await fetch(path, { cache: "no-cache" });
	if (!response.ok) throw new Error(`${path}: ${response.status}`);
	return response.json();
}

/* keys.json must be there; without revoked.json the answer says so. */
async function fetchLists() {
	if (lists) return lists;
	const keys = await fetchJson("/v/keys.json");
	const revoked = await fetchJson("/v/revoked.json").catch(() => null);
	lists = { keys, revoked };
	return lists;
}

function fieldRows(answer, words, fields) {
	return fields.filter((name) => answer[name] && answer.issuer).flatMap((name) => [
		element("dt", "", words.fields[name]), element("dd", name, answer[name]),
	]);
}

function answerCard({ answer, note }, words) {
	const card = element("section", `card ${answer.verdict}`);
	card.setAttribute("aria-live", "polite");
	const head = element("header", "", "",
		element("span", "shape", SHAPES[answer.verdict]),
		element("h1", "", words.verdicts[answer.verdict]));
	head.firstChild.setAttribute("aria-hidden", "true");
	card.append(head, element("p", "sentence", words.sentences[answer.verdict]));
	if (note) card.append(element("p", "note", words[note]));
	const rows = fieldRows(answer, words, FIELDS), ended = fieldRows(answer, words, ENDED);
	if (ended.length) card.append(element("dl", "ended", "", ...ended));
	if (rows.length) card.append(element("dl", "", "", ...rows), element("p", "compare", words.compare));
	return card;
}

function pasteForm(words) {
	const input = element("input");
	input.type = "text";
	input.autocomplete = "off";
	input.spellcheck = false;
	input.id = "address";
	const label = element("label", "", words.paste);
	label.htmlFor = "address";
	const button = element("button", "", words.check);
	const form = element("form", "paste", "", label, element("div", "", "", input, button));
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		check(input.value, false);
	});
	return form;
}

function draw() {
	const words = TEXTS[language];
	document.documentElement.lang = language;
	document.title = words.title;
	const other = element("button", "language", words.other);
	other.addEventListener("click", () => {
		language = language === "en" ? "zh-CN" : "en";
		draw();
	});
	const body = shown?.answer ? answerCard(shown, words) : element("p", "card", words[shown?.note ?? "checking"]);
	main.replaceChildren(element("div", "top", "", element("strong", "", words.title), other), body, pasteForm(words),
		element("p", "offline", words.offline));
}

async function check(text, own) {
	shown = null;
	draw();
	try {
		const { keys, revoked } = await fetchLists();
		const answer = await verifyText(text, keys, revoked ?? undefined, { anyHost: own });
		shown = { answer, note: revoked || answer.verdict !== "valid" ? null : "listMissing" };
	} catch {
		shown = { answer: null, note: "keysMissing" };
	}
	main.dataset.verdict = shown.answer?.verdict ?? "";
	draw();
}

function checkLocation() {
	check(`https://${location.host}${location.pathname.replace(/\/(?:index\.html)?$/, "")}${location.search}${location.hash}`, true);
}

window.addEventListener("hashchange", checkLocation);
checkLocation();
