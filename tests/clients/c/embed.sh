#!/bin/sh
# embed.sh: compiles main.c (embed.c) with logits.c, in the folder where both are.
set -e
# shown
cc -O2 -DSQLITE_CORE main.c logits.c -lsqlite3 -o main
# hidden
