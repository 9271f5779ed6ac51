# Ruby: the sqlite3 gem.
# shown
require 'sqlite3'

db = SQLite3::Database.new('build/demo.db')
db.enable_load_extension(true)
db.load_extension('build/logits')
db.enable_load_extension(false)

p = db.get_first_value('SELECT sigmoid(?)', [0.5])

vector = SQLite3::Blob.new([1, 2, 3].pack('e3'))
shares = db.get_first_value('SELECT vec_softmax(?)', [vector]).unpack('e3')

begin
  db.execute("SELECT sigmoid('abc')")
rescue SQLite3::SQLException => error
  message = error.message
end
# hidden

double = ->(x) { [x].pack('G').unpack1('H*') }
puts "version #{SQLite3::SQLITE_VERSION}"
puts "sigmoid #{double[p]}"
puts "vec_softmax #{shares.map { |x| [x].pack('g').unpack1('H*') }.join(' ')}"
puts "error #{message}"
ARGV.each do |query|
  puts query
  db.execute(query) { |row| puts row.map(&double).join(' ') }
end
