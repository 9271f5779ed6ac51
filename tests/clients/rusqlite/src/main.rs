// Rust: logits.c is linked in, and rusqlite opens the connection. logits.rs and build.rs are those of ../rust.
mod logits;
// shown
use rusqlite::Connection;

fn open(path: &str) -> rusqlite::Result<Connection> {
    logits::register();
    Connection::open(path)
}
// hidden

fn double(x: f64) -> String {
    format!("{:016x}", x.to_bits())
}

fn main() -> rusqlite::Result<()> {
    // shown
    let db = open("build/demo.db")?;
    let p: f64 = db.query_row("SELECT sigmoid(?)", [0.5], |row| row.get(0))?;

    let vector: Vec<u8> = [1f32, 2.0, 3.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    let answer: Vec<u8> = db.query_row("SELECT vec_softmax(?)", [vector], |row| row.get(0))?;
    let shares = answer.chunks_exact(4).map(|x| f32::from_le_bytes(x.try_into().unwrap()));
    // hidden
    let error = db.query_row("SELECT sigmoid('abc')", [], |_| Ok(())).unwrap_err();

    println!("version {}", rusqlite::version());
    println!("sigmoid {}", double(p));
    println!("vec_softmax {}", shares.map(|x| format!("{:08x}", x.to_bits())).collect::<Vec<_>>().join(" "));
    println!("error {}", error);
    for query in std::env::args().skip(1) {
        println!("{}", query);
        let mut statement = db.prepare(&query)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let words: rusqlite::Result<Vec<_>> = (0..columns).map(|i| row.get(i).map(double)).collect();
            println!("{}", words?.join(" "));
        }
    }
    Ok(())
}
