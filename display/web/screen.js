/*
 * screen.js - a named screen: shows the scene that the desk gave it, says what it shows, and always says how fresh it is.
 *
 * /screen/NAME takes its scene from topic screen/NAME; /screen shows a code first (pairing.js). ?contest=C&stage=S shows that board instead (for
 * embedding). An emergency covers that too. ?theme=dark|light|contrast, ?lang=zh|en|both. Keys: t theme, + and - size, f whole screen, p another name.
 * For the desk: ?thumb is a picture of that screen, ?preview waits for {scene, data} from the page around it.
 */
import { el, text, attr } from "/assets/js/dom.js";
import { t, text_load, language } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";
import { name_address, name_forget, name_kept, pairing_show } from "./pairing.js";
import { scene_make } from "./scenes.js";

const THEMES = ["dark", "light", "contrast"];
const SHIFT_MS = 60000;

const query = new URLSearchParams(location.search);
const place = document.getElementById("scene");
const root = document.documentElement;
const name = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const own = query.get("contest") && query.get("stage") ? { kind: "board", contest: query.get("contest"), stage: query.get("stage") } : null;
const options = { page_ms: Number(query.get("page_ms")) || undefined };
let net = null;
let warning = null;
let scene = null;
let shown = "";
let said = "";
let zoom = 1;
let hub_version = null;
let reloaded_ms = null;

function theme_set(name) {
	root.dataset.theme = THEMES.includes(name) ? name : "dark";
}

function zoom_set(value) {
	zoom = Math.min(1.6, Math.max(0.6, value));
	root.style.setProperty("--zoom", zoom);
}

function on_key(event) {
	if (event.ctrlKey || event.metaKey || event.altKey)
		return;
	if (event.key === "t")
		theme_set(THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length]), say();
	else if (event.key === "+" || event.key === "-")
		zoom_set(zoom + (event.key === "+" ? 0.1 : -0.1));
	else if (event.key === "f")
		document.documentElement.requestFullscreen?.();
	else if (event.key === "p" && name) {
		name_forget();
		location.assign("/screen?pair");
	}
}

/* Moves the picture by a pixel each minute, so that nothing burns in. */
function shift_start() {
	const steps = ["0 0", "1px 0", "1px 1px", "0 1px"];
	let step = 0;
	setInterval(() => {
		step = (step + 1) % steps.length;
		place.style.translate = steps[step];
	}, SHIFT_MS);
}

function corner() {
	const node = el("p", { class: "corner-state state", role: "status", hidden: true });
	document.body.append(node);
	return node;
}

/* A hub of another version has other pages: a screen that hangs for a week takes them by itself. */
function on_hello({ version }) {
	if (hub_version && hub_version !== version)
		location.reload();
	hub_version = version;
	said = "";
	say();
}

/* The desk tells a screen to reload by a time that is later than the one that this page began with. */
function reload_heed(state) {
	const told_ms = Math.max(Number(state.scene?.reload) || 0, Number(state.reload) || 0);
	if (reloaded_ms !== null && told_ms > reloaded_ms)
		location.reload();
	reloaded_ms = Math.max(reloaded_ms ?? 0, told_ms);
}

/* The desk is told what is on this screen, and in which size and dress. */
function say() {
	if (!name || own || query.has("thumb") || !net?.ready || !shown)
		return;
	const words = { screen: name, kind: root.dataset.scene, theme: root.dataset.theme, lang: language(), width: innerWidth, height: innerHeight };
	if (said === JSON.stringify(words))
		return;
	said = JSON.stringify(words);
	net.ask("showing", words).catch(() => (said = ""));
}

function scene_set(wanted, data = null) {
	const words = JSON.stringify(wanted);
	if (scene?.data && shown === words) {
		scene.data(data);
		return;
	}
	shown = words;
	scene?.release();
	scene = scene_make(place, net, wanted, options, data);
	attr(root, "data-scene", wanted?.kind ?? "address");
	link_tell();
	say();
}

/* A board has its own state in its head; the other scenes get a word in the corner only where something is wrong. */
function link_tell() {
	scene?.link(net.link);
	const quiet = net.link === "live" || ["board", "practice", "around"].includes(place.dataset.turn ?? root.dataset.scene);
	warning.hidden = quiet;
	attr(warning, "data-state", net.link);
	text(warning, quiet ? "" : `▲ ${t(`screen_${net.link}`, { seconds: Math.floor(net.silence_ms() / 1000) })}`);
}

/* What the desk is about to put on a screen; it hands over what the hub would add. */
function preview_start() {
	addEventListener("message", (event) => {
		if (event.origin === location.origin && event.source === parent && event.data?.scene)
			scene_set(event.data.scene, event.data.data ?? null);
	});
	parent.postMessage({ ready: true }, location.origin);
}

function named_start() {
	addEventListener("keydown", on_key);
	addEventListener("resize", say);
	shift_start();
	const told = (state) => {
		reload_heed(state);
		scene_set(own && state.scene.kind !== "emergency" ? own : state.scene, state.data);
	};
	net.watch(`screen/${own ? "all" : name}`, { snapshot: told, change: told, refused: () => scene_set(own ?? { kind: "address" }) });
}

async function start() {
	theme_set(query.get("theme") ?? "dark");
	zoom_set(Number(query.get("zoom")) || 1);
	await text_load("both");
	root.dataset.lang = language();
	const preview = query.has("preview");
	if (!name && !own && !preview) {
		const kept = query.has("pair") ? null : name_kept();
		if (kept)
			location.replace(name_address(kept));
		else
			pairing_show(place);
		return;
	}
	warning = corner();
	net = new Net({ on_hello, on_link: () => link_tell() });
	setInterval(link_tell, 1000);
	if (preview)
		preview_start();
	else
		named_start();
}

start();
