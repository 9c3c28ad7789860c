import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** Prints what DuckDB answers to a query, columns joined by `|`. */
class Query {
  public static void main(String[] args) throws Exception {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery(args[0])) {
      while (rows.next()) {
        StringBuilder line = new StringBuilder(String.valueOf(rows.getObject(1)));
        for (int column = 2; column <= rows.getMetaData().getColumnCount(); column++) {
          line.append('|').append(rows.getObject(column));
        }
        System.out.println(line);
      }
    }
  }
}
