#!/bin/sh
# embed.sh OUT.c DIR FILE... - writes a C file that holds the files, each plain and, where that is smaller, as gzip and brotli.
# DIR takes the compressed copies. What it makes depends only on the files' contents. BUILD is the hash of them all: @BUILD@ in a
# file becomes it, and where a page, script or style names another by its address, that becomes /build/BUILD/...: such an
# address never changes what it holds, so browsers keep it for good. What a style sheet imports by a line of its own is put in its place.
set -eu
export LC_ALL=C
out=$1 dir=$2
shift 2
mkdir -p "$dir"
: >"$dir/table" ; : >"$dir/blobs"
n=0

blob() { # NAME FILE
	printf '__asm__(".section .rodata\\n%s_start: .incbin \\"%s\\"\\n%s_end: .byte 0\\n.previous\\n");\n' \
		"$1" "$2" "$1" >>"$dir/blobs"
	printf 'extern const unsigned char %s_start[], %s_end[];\n' "$1" "$1" >>"$dir/externs"
}

joined() { # FILE
	awk '/^@import "\/[a-z\/]+\.css";$/ { split($0, part, "\""); file = substr(part[2], 2); while ((getline line <file) > 0) print line; close(file); next } { print }' "$1"
}

smaller() { [ "$(wc -c <"$1")" -lt "$(wc -c <"$2")" ]; }

: >"$dir/externs"
build=$(cat $(printf '%s\n' "$@" | sort -u) | sha256sum | cut -c 1-20)
for name in $(printf '%s\n' "$@" | sort -u); do
	n=$((n + 1))
	file=$name
	case $file in *.html | *.js | *.css | *.webmanifest)
		case $file in *.css) joined "$file" ;; *) cat "$file" ;; esac >"$dir/$n.joined"
		sed -E "s/@BUILD@/$build/g; s#([\"'\`(])/(assets|display|judges)/#\1/build/$build/\2/#g" "$dir/$n.joined" >"$dir/$n.built"
		file=$dir/$n.built
		;;
	esac
	etag=$(sha256sum <"$file" | cut -c 1-20)
	gzip -9nc "$file" >"$dir/$n.gz"
	brotli -cq 11 "$file" >"$dir/$n.br"
	blob "embed_${n}_plain" "$file"
	gzip="{0, 0}" brotli="{0, 0}"
	if smaller "$dir/$n.gz" "$file"; then
		blob "embed_${n}_gzip" "$dir/$n.gz"
		gzip="{embed_${n}_gzip_start, embed_${n}_gzip_end}"
	fi
	if smaller "$dir/$n.br" "$file"; then
		blob "embed_${n}_brotli" "$dir/$n.br"
		brotli="{embed_${n}_brotli_start, embed_${n}_brotli_end}"
	fi
	printf '\t{"%s", "\\"%s\\"", {embed_%s_plain_start, embed_%s_plain_end}, %s, %s},\n' "$name" "$etag" "$n" "$n" \
		"$gzip" "$brotli" >>"$dir/table"
done
{
	printf '/* Made by hub/embed.sh. */\n#include "hub/embed.h"\n\n'
	cat "$dir/blobs"
	cat "$dir/externs"
	printf '\nconst struct embed_file embed_files[] = {\n'
	cat "$dir/table"
	printf '\t{0, 0, {0, 0}, {0, 0}, {0, 0}},\n};\nconst size_t embed_count = %s;\nconst char embed_build[] = "%s";\n' "$n" "$build"
} >"$out.new"
mv "$out.new" "$out"
