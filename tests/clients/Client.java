// Java: sqlite-jdbc. Java runs this one file without a build: java -cp sqlite-jdbc.jar Client.java
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.*;
import org.sqlite.SQLiteConfig;

class Client {
  public static void main(String[] queries) throws SQLException {
    // shown
    SQLiteConfig config = new SQLiteConfig(); // org.sqlite.SQLiteConfig
    config.enableLoadExtension(true);
    Connection db = DriverManager.getConnection("jdbc:sqlite:build/demo.db", config.toProperties());
    db.createStatement().execute("SELECT load_extension('build/logits')");

    PreparedStatement scalar = db.prepareStatement("SELECT sigmoid(?)");
    scalar.setDouble(1, 0.5);
    double p = scalar.executeQuery().getDouble(1);

    ByteBuffer vector = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    vector.putFloat(1).putFloat(2).putFloat(3);
    PreparedStatement softmax = db.prepareStatement("SELECT vec_softmax(?)");
    softmax.setBytes(1, vector.array());
    ByteBuffer answer = ByteBuffer.wrap(softmax.executeQuery().getBytes(1)).order(ByteOrder.LITTLE_ENDIAN);
    float first = answer.getFloat(), second = answer.getFloat(), third = answer.getFloat();

    String message = "";
    try {
      db.createStatement().executeQuery("SELECT sigmoid('abc')");
    } catch (SQLException error) {
      message = error.getMessage();
    }
    // hidden

    ResultSet version = db.createStatement().executeQuery("SELECT sqlite_version()");
    System.out.println("version " + version.getString(1));
    System.out.println("sigmoid " + bits(p));
    System.out.println("vec_softmax " + bits(first) + " " + bits(second) + " " + bits(third));
    System.out.println("error " + message);
    for (String query : queries) {
      System.out.println(query);
      ResultSet rows = db.createStatement().executeQuery(query);
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        String line = bits(rows.getDouble(1));
        for (int i = 2; i <= columns; i++) line += " " + bits(rows.getDouble(i));
        System.out.println(line);
      }
    }
  }

  static String bits(double x) {
    return String.format("%016x", Double.doubleToRawLongBits(x));
  }

  static String bits(float x) {
    return String.format("%08x", Float.floatToRawIntBits(x));
  }
}
