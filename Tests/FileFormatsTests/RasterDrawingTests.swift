import FileFormats
import Testing

@Suite("Maps of rasters")
struct RasterDrawingTests {
  private func drawing(_ columns: [[RasterDrawing.Cell]]) -> RasterDrawing {
    RasterDrawing(
      columns: columns,
      labels: .init(
        horizontal: "turn", vertical: "y / nm", verticalRange: 0...20, kinds: ["store", "a & b"],
        value: "Standard error", unit: "kPa"))
  }

  @Test("show kinds and values of every cell, neighbours of one colour as one rectangle")
  func rectangles() {
    let svg = drawing([
      [.init(kind: 0, value: 1), .init(kind: 1, value: 3)],
      [.init(kind: 0, value: 2), .init(kind: 1, value: 3)],
    ]).svg
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
    // Kinds: a row each. Values: two in the lower row, one in the upper. Two kinds and 40 steps of the
    // scale of colours in the legends.
    #expect(svg.split(separator: "<rect").count - 1 == 2 + 3 + 2 + 40)
    #expect(svg.contains("rgb(68,1,84)") && svg.contains("rgb(253,231,37)"))
    #expect(svg.contains("a &amp; b</text>") && svg.contains("2 kPa</text>"))
  }

  @Test("show the largest value where columns are too many to be told apart")
  func crowded() {
    var columns = (0..<1000).map { _ in [RasterDrawing.Cell(kind: 0, value: 1)] }
    columns[501] = [.init(kind: 1, value: 2)]
    let svg = drawing(columns).svg
    // The odd one out parts its row in three, in both maps.
    #expect(svg.split(separator: "<rect").count - 1 == 3 + 3 + 2 + 40)
    #expect(svg.contains(">1000</text>"))
  }

  @Test("are drawn before the first turn, too")
  func empty() {
    #expect(drawing([]).svg.hasSuffix("</svg>\n"))
  }
}
