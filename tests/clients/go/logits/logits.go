// shown
// Package logits gives the functions of sqlite-logits to every SQLite connection that is opened.
package logits

// #cgo CFLAGS: -DSQLITE_CORE
// #cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-in-object-files
// #cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
// #include "logits.h"
//
// static int logits_register(void) {
//   return sqlite3_auto_extension((void (*)(void))sqlite3_logits_init);
// }
import "C"

func init() {
	if C.logits_register() != C.SQLITE_OK {
		panic("logits: out of memory")
	}
}

// hidden
