/* A second opinion on QR codes: ZXing (C++), as WebAssembly from npm. */
import fs from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const wasm = fs.readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } });

/* The text of the one code in a grey picture (picture.mjs) or a picture file's bytes; "" where there is none. */
export async function zxing(picture) {
	let input = picture;
	if (!Buffer.isBuffer(picture)) {
		const points = new Uint32Array(picture.data.length);
		for (let i = 0; i < points.length; i++)
			points[i] = 0xff000000 | (picture.data[i] * 0x010101);
		input = { data: new Uint8ClampedArray(points.buffer), width: picture.width, height: picture.height };
	}
	const found = await readBarcodes(input, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
	return found[0]?.text ?? "";
}
