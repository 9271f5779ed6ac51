// Go: logits.c is linked in.
package main

// shown
import (
	"database/sql"
	_ "example/logits"

	_ "github.com/mattn/go-sqlite3"
)

// hidden
import (
	"bytes"
	"encoding/binary"
	"example/report"
)

var check = report.Check

func main() {
	// shown
	var p float64
	db, err := sql.Open("sqlite3", "build/demo.db")
	check(err)
	check(db.QueryRow("SELECT sigmoid(?)", 0.5).Scan(&p))
	// hidden

	var vector bytes.Buffer
	check(binary.Write(&vector, binary.LittleEndian, []float32{1, 2, 3}))
	var answer []byte
	check(db.QueryRow("SELECT vec_softmax(?)", vector.Bytes()).Scan(&answer))
	shares := make([]float32, len(answer)/4)
	check(binary.Read(bytes.NewReader(answer), binary.LittleEndian, shares))
	report.Print(db, p, shares, db.QueryRow("SELECT sigmoid('abc')").Scan(&p).Error())
}
