/*
 * scan.js - the desk takes in sheets as QR codes off tablets' screens: by its camera where the browser reads codes itself, else from
 * photographs, which the hub reads. What is taken in is the judge's own sheet, and counts once.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { refusal_text } from "./sheet.js";
import { CodeParts } from "./sheet_code.js";

const SIDE_MOST = 1400; /* px of a picture that is sent */
const DATA_MOST = 60000; /* characters of it in base64: a message takes 64 KiB */
const LOOK_MS = 250;

/* A photograph small enough for a message, as base64: smaller and plainer until it fits. */
async function picture_data(file) {
	const bitmap = await createImageBitmap(file);
	for (let side = SIDE_MOST, quality = 0.7; ; side *= 0.85, quality = Math.max(0.4, quality - 0.05)) {
		const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
		const canvas = el("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
		canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
		const data = canvas.toDataURL("image/jpeg", quality).split(",")[1];
		if (data.length <= DATA_MOST)
			return data;
	}
}

/* The codes in a photograph: read here where the browser can, else by the hub. */
async function file_texts(net, file) {
	if ("BarcodeDetector" in globalThis) {
		const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file)).catch(() => []);
		if (found.length)
			return found.map((one) => one.rawValue);
	}
	return (await net.ask("codes", { data: await picture_data(file) })).texts;
}

export class Scan {
	constructor(net, names) {
		Object.assign(this, { net, names });
		this.parts = new CodeParts();
		this.busy = new Set();
		this.list = el("ol", { class: "dialog-list scans" });
	}

	tell(words) {
		this.list.prepend(el("li", { text: words }));
	}

	async take_file(file) {
		try {
			const texts = await file_texts(this.net, file);
			for (const words of texts)
				await this.take(words);
			if (texts.length === 0)
				this.tell(`▲ ${t("scan_nothing", { name: file.name })}`);
		} catch (refusal) {
			this.tell(`▲ ${t("scan_nothing", { name: file.name })} ${refusal.code ? refusal_text(refusal) : ""}`);
		}
	}

	/* One code's text. */
	async take(words) {
		const found = this.parts.add(words);
		if (!found)
			this.tell(`▲ ${t("scan_stranger")}`);
		else if (!found.whole)
			this.tell(`◐ ${t("scan_part", found)}`);
		else if (!this.busy.has(found.whole))
			await this.send(found.whole);
	}

	async send(whole) {
		this.busy.add(whole);
		try {
			const sheet = JSON.parse(whole.slice(whole.indexOf("{")));
			const receipt = await this.net.ask("scan", { text: whole });
			this.tell(`● ${t(receipt.repeated ? "scan_there" : "scan_taken", { competitor: sheet.competitor, judge: this.names.get(sheet.judge) ?? sheet.judge, version: receipt.version })}`);
		} catch (refusal) {
			this.tell(`▲ ${refusal.code ? refusal_text(refusal) : t("scan_stranger")}`);
			this.busy.delete(whole);
		}
	}

	/* The camera, where there is one that may be used and a browser that reads codes. */
	async camera(video) {
		const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
		const detector = new BarcodeDetector({ formats: ["qr_code"] });
		let last = "";
		video.srcObject = stream;
		video.hidden = false;
		await video.play();
		this.looking = setInterval(async () => {
			const [found] = await detector.detect(video).catch(() => []);
			if (found && found.rawValue !== last)
				await this.take((last = found.rawValue));
		}, LOOK_MS);
		this.stream = stream;
	}

	stop() {
		clearInterval(this.looking);
		this.stream?.getTracks().forEach((track) => track.stop());
	}
}

/* Opens the intake; `names` gives a person's name by id. */
export async function scan_show(net, names) {
	const scan = new Scan(net, names);
	const file = el("input", { type: "file", id: "scan-file", accept: "image/*", multiple: true, on_change: async () => {
		for (const one of [...file.files])
			await scan.take_file(one);
		file.value = "";
	} });
	const video = el("video", { class: "scan-video", muted: true, playsinline: true, hidden: true, "aria-label": t("scan_camera") });
	const can = "BarcodeDetector" in globalThis && navigator.mediaDevices;
	const camera = can ? el("button", { type: "button", text: t("scan_camera"), on_click: () => scan.camera(video).catch(() => scan.tell(`▲ ${t("scan_no_camera")}`)) }) : null;
	await ask(t("scan"), [el("p", { text: t("scan_note") }), camera, video, el("div", { class: "dialog-field" }, el("label", { for: "scan-file", text: t("scan_file") }), file), el("div", { role: "log", "aria-label": t("scan") }, scan.list)].filter(Boolean),
		[{ value: "", text: t("close"), class: "main" }], "wide");
	scan.stop();
}
