/*
 * draw.js - a prize draw: names roll, then the winners stand. Who wins is in the ledger before anything rolls; a screen that loads later
 * shows the winners at once.
 */
import { el, text, attr, fit, motion_wanted } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";

const ROLL_MS = 3000;
const STEP_MS = 70;
const NEXT_MS = 450;
const EARLIER_MOST = 12;
const SHORT_MOST = 6; /* letters: numbers mostly */

function winner_node({ id, name, unit }) {
	const shown = el("span", { class: "fitted", text: name });
	return el("li", { class: "winner" }, el("strong", {}, shown), id || unit ? el("small", { text: [id, unit].filter((part) => part).join(" · ") }) : null);
}

/* How large winners can be: by how many there are. */
function size_of(count) {
	return [1, 3, 8, 20, 40].findIndex((most) => count <= most) + 1 || 6;
}

/* {"kind": "draw", "draw", "title"?} */
export function scene_draw(place, net, scene, options, data) {
	const winners = el("ol", { class: "winners" });
	const wait = el("p", { class: "draw-wait", text: t("draw_wait") });
	const earlier = el("p", { class: "draw-earlier" });
	const left = el("p", { class: "draw-left" });
	place.replaceChildren(el("section", { class: "draw" }, el("h1", { text: title(scene.title) || t("scene_draw") }), el("div", { class: "draw-middle", role: "status" }, wait, winners), earlier, left));
	let shown = null;
	let timers = [];
	const stop = () => (timers.forEach(clearInterval), (timers = []));
	const fit_all = () => winners.querySelectorAll(".fitted").forEach((node) => fit(node, node.parentElement.clientWidth, 0.5));
	const settle = (draw) => {
		stop();
		attr(winners, "data-rolling", null);
		winners.replaceChildren(...draw.winners.map(winner_node));
		fit_all();
	};
	const roll = (draw, names) => {
		stop();
		attr(winners, "data-rolling", "");
		winners.replaceChildren(...draw.winners.map(() => winner_node({ name: "", unit: "" })));
		const slots = [...winners.children];
		const open = [];
		timers.push(setInterval(() => slots.forEach((slot, n) => !open[n] && text(slot.querySelector(".fitted"), names[Math.floor(Math.random() * names.length)])), STEP_MS));
		draw.winners.forEach((one, n) => timers.push(setTimeout(() => {
			open[n] = true;
			slots[n].replaceWith((slots[n] = winner_node(one)));
			fit_all();
			if (n === draw.winners.length - 1)
				settle(draw);
		}, ROLL_MS + n * NEXT_MS)));
	};
	const draw_all = (told) => {
		const last = told?.draws.at(-1) ?? null;
		const before = (told?.draws ?? []).slice(0, -1).flatMap((one) => one.winners).map(({ name }) => name).reverse();
		wait.hidden = last !== null;
		text(earlier, before.length ? `${t("draw_earlier")} ${before.slice(0, EARLIER_MOST).join(" · ")}${before.length > EARLIER_MOST ? " …" : ""}` : "");
		text(left, told && told.left !== null ? t("draw_left", { left: told.left }) : "");
		attr(winners, "data-size", last ? size_of(last.winners.length) : null);
		attr(winners, "data-short", last?.winners.every(({ name }) => name.length <= SHORT_MOST));
		if (last && last.seq !== shown) {
			const names = [...told.rolled, ...last.winners.map(({ name }) => name)];
			if (shown === null || !motion_wanted())
				settle(last);
			else
				roll(last, names);
		}
		shown = last ? last.seq : 0;
	};
	const resized = new ResizeObserver(fit_all);
	resized.observe(winners);
	draw_all(data);
	return { link: () => {}, data: draw_all, release: () => (stop(), resized.disconnect()) };
}
