// Go: mattn/go-sqlite3 loads the extension into every connection.
package main

// shown
import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"log"

	"github.com/mattn/go-sqlite3"
)

// hidden
import "example/report"

// shown
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// hidden

func main() {
	// shown
	sql.Register("sqlite3_logits", &sqlite3.SQLiteDriver{Extensions: []string{"build/logits"}})
	db, err := sql.Open("sqlite3_logits", "build/demo.db")
	check(err)

	var p float64
	check(db.QueryRow("SELECT sigmoid(?)", 0.5).Scan(&p))

	var vector bytes.Buffer
	check(binary.Write(&vector, binary.LittleEndian, []float32{1, 2, 3}))
	var answer []byte
	check(db.QueryRow("SELECT vec_softmax(?)", vector.Bytes()).Scan(&answer))
	shares := make([]float32, len(answer)/4)
	check(binary.Read(bytes.NewReader(answer), binary.LittleEndian, shares))

	message := db.QueryRow("SELECT sigmoid('abc')").Scan(new(float64)).Error()
	// hidden
	report.Print(db, p, shares, message)
}
