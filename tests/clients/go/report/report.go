// Package report is what the Go clients print, so that all clients' answers can be compared: the bits of every number.
package report

import (
	"database/sql"
	"fmt"
	"log"
	"math"
	"os"
	"strings"
)

// Check ends the program if there is an error.
func Check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Print takes what the shown lines got, and asks the queries of the command line.
func Print(db *sql.DB, p float64, shares []float32, message string) {
	var version string
	Check(db.QueryRow("SELECT sqlite_version()").Scan(&version))
	fmt.Println("version", version)
	fmt.Printf("sigmoid %016x\n", math.Float64bits(p))
	fmt.Print("vec_softmax")
	for _, x := range shares {
		fmt.Printf(" %08x", math.Float32bits(x))
	}
	fmt.Println("\nerror", message)
	for _, query := range os.Args[1:] {
		fmt.Println(query)
		rows, err := db.Query(query)
		Check(err)
		columns, err := rows.Columns()
		Check(err)
		values := make([]float64, len(columns))
		places := make([]interface{}, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		for rows.Next() {
			Check(rows.Scan(places...))
			words := make([]string, len(columns))
			for i, x := range values {
				words[i] = fmt.Sprintf("%016x", math.Float64bits(x))
			}
			fmt.Println(strings.Join(words, " "))
		}
		Check(rows.Err())
	}
}
