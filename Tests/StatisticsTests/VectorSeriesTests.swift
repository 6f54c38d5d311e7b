import Foundation
import Statistics
import Testing

@Suite("Vector series")
struct VectorSeriesTests {
  let series = VectorSeries(rows: [[1, 10], [2, 20], [3, 30]], interval: 0.5)

  @Test("gives rows, columns and parts")
  func access() {
    #expect(series.count == 3 && series.componentCount == 2 && series.duration == 1.5)
    #expect(series[1] == [2, 20])
    #expect(series.column(1) == [10, 20, 30])
    #expect(series[1..<3].values == [2, 20, 3, 30])
    #expect(series.dropFirst(2).values == [3, 30])
    #expect(series.dropFirst(7).count == 0 && series.dropFirst(-1) == series)
  }

  @Test("grows by rows and by a continuation")
  func append() {
    var grown = series[0..<1]
    grown.append([2, 20])
    grown.append(contentsOf: series.dropFirst(2))
    #expect(grown == series)
  }

  @Test("survives encoding")
  func codable() throws {
    let copy = try JSONDecoder().decode(VectorSeries.self, from: JSONEncoder().encode(series))
    #expect(copy == series)
  }
}
