/*
 * embed.js - /embed/CONTEST/STAGE: one board for a frame in another site's page. It only watches; what it shows is what
 * the public may see. ?theme=light|dark|contrast, ?lang=zh|en|both, ?zoom=1.2.
 */
import { t, text_load, language } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";
import { scene_make } from "./scenes.js";

const THEMES = ["light", "dark", "contrast"];
const query = new URLSearchParams(location.search);
const root = document.documentElement;

async function start() {
	const [, , contest = "", stage = ""] = location.pathname.split("/").map(decodeURIComponent);
	root.dataset.theme = THEMES.includes(query.get("theme")) ? query.get("theme") : "light";
	root.style.setProperty("--zoom", Math.min(1.6, Math.max(0.6, Number(query.get("zoom")) || 1)));
	await text_load("both");
	root.dataset.lang = language();
	const place = document.getElementById("scene");
	place.setAttribute("aria-label", t("board"));
	let scene = null;
	const net = new Net({ on_link: () => scene?.link(net.link) });
	scene = scene_make(place, net, { kind: "board", contest, stage });
	scene.link(net.link);
	setInterval(() => scene.link(net.link), 1000);
}

start();
