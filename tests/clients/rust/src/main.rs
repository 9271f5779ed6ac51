// Rust: logits.c is linked in. Only SQLite's own functions are called here, so that no crate but cc is needed;
// ../rusqlite is the way of an application.
mod logits;
use std::ffi::{CStr, CString};
use std::os::raw::{c_char, c_int, c_void};
use std::ptr::null_mut;

#[link(name = "sqlite3")]
extern "C" {
    fn sqlite3_libversion() -> *const c_char;
    fn sqlite3_open(path: *const c_char, db: *mut *mut c_void) -> c_int;
    fn sqlite3_errmsg(db: *mut c_void) -> *const c_char;
    fn sqlite3_prepare_v2(
        db: *mut c_void,
        sql: *const c_char,
        bytes: c_int,
        statement: *mut *mut c_void,
        tail: *mut *const c_char,
    ) -> c_int;
    fn sqlite3_step(statement: *mut c_void) -> c_int;
    fn sqlite3_column_count(statement: *mut c_void) -> c_int;
    fn sqlite3_column_double(statement: *mut c_void, column: c_int) -> f64;
    fn sqlite3_column_blob(statement: *mut c_void, column: c_int) -> *const u8;
    fn sqlite3_finalize(statement: *mut c_void) -> c_int;
}

fn text(pointer: *const c_char) -> String {
    unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

/// Calls `row` for every row; gives the message of an error.
fn each(db: *mut c_void, sql: &str, mut row: impl FnMut(*mut c_void)) -> Result<(), String> {
    let sql = CString::new(sql).unwrap();
    let mut statement = null_mut();
    unsafe {
        if sqlite3_prepare_v2(db, sql.as_ptr(), -1, &mut statement, null_mut()) != 0 {
            return Err(text(sqlite3_errmsg(db)));
        }
        while sqlite3_step(statement) == 100 {
            row(statement);
        }
        match sqlite3_finalize(statement) {
            0 => Ok(()),
            _ => Err(text(sqlite3_errmsg(db))),
        }
    }
}

fn double(statement: *mut c_void, column: c_int) -> String {
    format!("{:016x}", unsafe { sqlite3_column_double(statement, column) }.to_bits())
}

fn main() -> Result<(), String> {
    logits::register();
    let mut db = null_mut();
    assert_eq!(unsafe { sqlite3_open(b"build/demo.db\0".as_ptr().cast(), &mut db) }, 0);

    println!("version {}", text(unsafe { sqlite3_libversion() }));
    each(db, "SELECT sigmoid(0.5), vec_softmax(x'0000803f0000004000004040')", |row| {
        let shares = unsafe { std::slice::from_raw_parts(sqlite3_column_blob(row, 1), 12) };
        let words = shares.chunks_exact(4).map(|x| format!("{:08x}", u32::from_le_bytes(x.try_into().unwrap())));
        println!("sigmoid {}\nvec_softmax {}", double(row, 0), words.collect::<Vec<_>>().join(" "));
    })?;
    println!("error {}", each(db, "SELECT sigmoid('abc')", |_| ()).unwrap_err());
    for query in std::env::args().skip(1) {
        println!("{}", query);
        each(db, &query, |row| {
            let columns = unsafe { sqlite3_column_count(row) };
            println!("{}", (0..columns).map(|i| double(row, i)).collect::<Vec<_>>().join(" "));
        })?;
    }
    Ok(())
}
