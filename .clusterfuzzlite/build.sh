#!/bin/bash -eu
# Puts the fuzz target and what belongs to it into $OUT.
"$SRC/qmpfuzz/scripts/publish-fuzzer" "$OUT"
