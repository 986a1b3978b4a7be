/* Grey pictures (PGM) of PDF pages, and what happens to paper: turned, blurred, stained. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";

/* The first page of a PDF as {width, height, data}. */
export function draw(pdf, dpi) {
	return read(execFileSync("pdftoppm", ["-gray", "-r", String(dpi), "-singlefile", pdf], { maxBuffer: 1 << 28 }));
}

function read(bytes) {
	const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString("latin1"));
	return { width: Number(width), height: Number(height), data: bytes.subarray(head.length) };
}

export function write(path, { width, height, data }) {
	fs.writeFileSync(path, Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data]));
}

/* A part of it, in fractions of its sides. */
export function crop(picture, left, top, right, bottom) {
	const [x0, y0, x1, y1] = [left * picture.width, top * picture.height, right * picture.width, bottom * picture.height].map(Math.round);
	const data = Buffer.alloc((x1 - x0) * (y1 - y0));
	for (let y = y0; y < y1; y++)
		picture.data.copy(data, (y - y0) * (x1 - x0), y * picture.width + x0, y * picture.width + x1);
	return { width: x1 - x0, height: y1 - y0, data };
}

export function rotate(picture, degrees) {
	const { width, height } = picture, data = Buffer.alloc(width * height, 255);
	const c = Math.cos((degrees * Math.PI) / 180), s = Math.sin((degrees * Math.PI) / 180);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const u = c * (x - width / 2) + s * (y - height / 2) + width / 2;
			const v = c * (y - height / 2) - s * (x - width / 2) + height / 2;
			const i = Math.floor(u), j = Math.floor(v), a = u - i, b = v - j;
			if (i < 0 || j < 0 || i + 1 >= width || j + 1 >= height)
				continue;
			const at = j * width + i;
			data[y * width + x] = (1 - b) * ((1 - a) * picture.data[at] + a * picture.data[at + 1]) +
				b * ((1 - a) * picture.data[at + width] + a * picture.data[at + width + 1]);
		}
	return { width, height, data };
}

/* Each point becomes the mean of the square around it. */
export function blur(picture, radius) {
	const { width, height } = picture, data = Buffer.from(picture.data);
	for (let y = radius; y < height - radius; y++)
		for (let x = radius; x < width - radius; x++) {
			let sum = 0;
			for (let dy = -radius; dy <= radius; dy++)
				for (let dx = -radius; dx <= radius; dx++)
					sum += picture.data[(y + dy) * width + x + dx];
			data[y * width + x] = sum / (2 * radius + 1) ** 2;
		}
	return { width, height, data };
}

/* A round dark spot; all in points of the picture. */
export function blot(picture, cx, cy, radius) {
	const data = Buffer.from(picture.data);
	for (let y = Math.floor(cy - radius); y < cy + radius; y++)
		for (let x = Math.floor(cx - radius); x < cx + radius; x++)
			if ((x - cx) ** 2 + (y - cy) ** 2 < radius ** 2)
				data[y * picture.width + x] = 60;
	return { ...picture, data };
}
