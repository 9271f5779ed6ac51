# R: RSQLite.
# shown
library(DBI)

db <- dbConnect(RSQLite::SQLite(), "build/demo.db", loadable.extensions = TRUE)
loaded <- dbGetQuery(db, "SELECT load_extension('build/logits')")

p <- dbGetQuery(db, "SELECT sigmoid(?) AS p", params = list(0.5))$p

vector <- writeBin(c(1, 2, 3), raw(), size = 4, endian = "little")
answer <- dbGetQuery(db, "SELECT vec_softmax(?) AS v", params = list(list(vector)))$v[[1]]
shares <- readBin(answer, "numeric", n = 3, size = 4, endian = "little")

message <- tryCatch(dbGetQuery(db, "SELECT sigmoid('abc')"), error = conditionMessage)
# hidden

hex <- function(x, size) paste(writeBin(as.numeric(x), raw(), size = size, endian = "big"), collapse = "")
cat("version ", dbGetQuery(db, "SELECT sqlite_version() AS v")$v, "\n", sep = "")
cat("sigmoid ", hex(p, 8), "\n", sep = "")
cat("vec_softmax", sapply(shares, hex, 4), sep = " ")
cat("\nerror ", message, "\n", sep = "")
for (query in commandArgs(trailingOnly = TRUE)) {
  cat(query, "\n", sep = "")
  answer <- dbGetQuery(db, query)
  for (row in seq_len(nrow(answer))) cat(sapply(answer[row, ], hex, 8), sep = " ", fill = 10000)
}
dbDisconnect(db)
