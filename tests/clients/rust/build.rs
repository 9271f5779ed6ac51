// shown
fn main() {
    cc::Build::new()
        .file("logits.c")
        .define("SQLITE_CORE", None)
        .compile("logits");
    println!("cargo:rerun-if-changed=logits.c");
}
// hidden
