// shown
//! Gives the functions of sqlite-logits to every SQLite connection that is opened.
use std::os::raw::c_int;

extern "C" {
    fn sqlite3_logits_init();
    fn sqlite3_auto_extension(entry: unsafe extern "C" fn()) -> c_int;
}

/// To be called once, before the first connection is opened.
pub fn register() {
    let status = unsafe { sqlite3_auto_extension(sqlite3_logits_init) };
    assert_eq!(status, 0, "logits: out of memory");
}
// hidden
