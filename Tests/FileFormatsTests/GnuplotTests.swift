import FileFormats
import Foundation
import Testing

@Suite("Figures drawn by gnuplot")
struct GnuplotTests {
  private let line = Figure.Series("u", .line, x: [0, 1, 2], y: [0, 1, 0])

  private func figure(_ series: [Figure.Series], isLogarithmic: Bool = false) -> Figure {
    Figure(
      title: "t", horizontal: .init("x", isLogarithmic: isLogarithmic),
      vertical: .init("y", isLogarithmic: isLogarithmic), series: series)
  }

  @Test("goes on without gnuplot")
  func absent() {
    let drawing = Gnuplot(executable: nil).draw(figure([line]))
    #expect(drawing == .unavailable(reason: "gnuplot is not installed"))
    guard case .unavailable = Gnuplot(executable: "/nonexistent").draw(figure([line])) else {
      Issue.record("a program that does not exist cannot draw")
      return
    }
  }

  @Test("gives up a program that takes too long")
  func timeout() throws {
    let program = try TemporaryDirectory()
    let drawer = Gnuplot(executable: try program.program("exec sleep 60"), timeout: 0.3)
    let start = ContinuousClock.now
    #expect(drawer.draw(figure([line])) == .unavailable(reason: "gnuplot took longer than 0.3 s"))
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  /// The data are larger than any pipe, so a write would block, or end this process, if the
  /// program's early end were not expected.
  @Test("outlives a program that ends without reading, and repeats what it said")
  func earlyEnd() throws {
    let values = (0..<200_000).map(Double.init)
    let program = try TemporaryDirectory()
    let drawer = Gnuplot(executable: try program.program("echo 'no such terminal' >&2; exit 1"))
    let drawing = drawer.draw(figure([.init("u", .line, x: values, y: values)]))
    #expect(drawing == .unavailable(reason: "gnuplot failed: no such terminal"))
  }

  @Test("takes half a picture for none")
  func halfPicture() throws {
    let program = try TemporaryDirectory()
    let drawer = Gnuplot(executable: try program.program("cat > /dev/null; echo '<svg>'"))
    #expect(drawer.draw(figure([line])).svg == nil)
  }

  @Test("puts text of all kinds between quotes that nothing in it can close")
  func quoting() {
    let script = Gnuplot.script(
      for: Figure(
        horizontal: .init("it's\n\"x\" `date`"), vertical: .init("'"), series: [line]))
    #expect(script.contains(#"set xlabel 'it'."'".'s "x" `date`' noenhanced"#))
    #expect(script.contains(#"set ylabel ''."'".'' noenhanced"#))
  }

  @Test("has nothing to show where no value is finite or positive on a logarithmic axis")
  func nothingToShow() {
    let series = Figure.Series("u", .points, x: [1, 2, .nan], y: [-1, .infinity, 3])
    let drawing = Gnuplot(executable: "/bin/true").draw(figure([series], isLogarithmic: true))
    #expect(drawing == .unavailable(reason: "there are no data to show"))
    #expect(Gnuplot(executable: "/bin/true").draw(figure([])) == drawing)
  }
}

/// These need the program itself; without it the suite above says what happens.
@Suite("Figures drawn by an installed gnuplot", .enabled(if: Gnuplot().executable != nil))
struct InstalledGnuplotTests {
  private let x = [0.5, 1, 2, 4]

  private func series(_ style: Figure.Style) -> Figure.Series {
    Figure.Series(
      "series", style, x: x, y: [3, 2, 2.5, 1], uncertainty: .symmetric([0.1, 4, 0.2, 0.3]))
  }

  @Test(
    "draws every style on linear and logarithmic axes",
    arguments: [.line, .dashedLine, .points, .linePoints, .band, .bars] as [Figure.Style],
    [false, true])
  func styles(style: Figure.Style, isLogarithmic: Bool) throws {
    let figure = Figure(
      title: "t", horizontal: .init("x", isLogarithmic: isLogarithmic),
      vertical: .init("y", isLogarithmic: isLogarithmic), series: [series(style)])
    let svg = try #require(Gnuplot().draw(figure).svg)
    #expect(svg.hasPrefix("<svg"))
    #expect(svg.hasSuffix("</svg>\n"))
    #expect(!svg.lowercased().contains("nan"))
    // The first colour of the palette, #0072B2.
    #expect(svg.contains("rgb(  0, 114, 178)"))
  }

  @Test("shows all text as it is and runs none of it")
  func hostileText() throws {
    let directory = try TemporaryDirectory()
    let touched = directory.file("touched")
    let texts = [
      "it's 100 % \"q\" {x}_1^2 <b> & `touch \(touched)`", "a_b^{c} @x ~y \\",
      "'; system 'touch \(touched)'",
      "'.system('touch \(touched)').'", "line\nbreak; !touch \(touched)",
    ]
    var figure = Figure(
      title: texts[0], horizontal: .init(texts[1]), vertical: .init(texts[4]),
      series: [series(.points), series(.line)])
    figure.series[0].name = texts[2]
    figure.series[1].name = texts[3]
    figure.annotations = texts.map { .init($0, x: 1, y: 1) }
    let svg = try #require(Gnuplot().draw(figure).svg)
    for text in texts {
      let shown = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        .replacing("\n", with: " ")
      #expect(svg.contains(shown))
    }
    #expect(try directory.contents.isEmpty)
  }

  @Test("draws data at the limits of numbers or says why not, never badly", arguments: 0..<6)
  func extremeData(which: Int) {
    let cases: [[Double]] = [
      [0, 0], [1e308, -1e308], [1e-307, 1e-300], [.nan, 1], [1e-300, 1e300], [7, 7],
    ]
    for isLogarithmic in [false, true] {
      let figure = Figure(
        horizontal: .init("x"), vertical: .init("y", isLogarithmic: isLogarithmic),
        series: [.init("u", .linePoints, x: [1, 2], y: cases[which])])
      switch Gnuplot(timeout: 20).draw(figure) {
      case .drawn(let svg): #expect(svg.hasSuffix("</svg>\n"))
      case .unavailable(let reason): #expect(!reason.contains("longer"))
      }
    }
  }

  @Test("draws the same picture whatever else is being drawn")
  func concurrentDrawings() async throws {
    let figure = Figure(horizontal: .init("x"), vertical: .init("y"), series: [series(.line)])
    let expected = try #require(Gnuplot().draw(figure).svg)
    await withTaskGroup(of: Drawing.self) { group in
      for _ in 0..<8 { group.addTask { Gnuplot().draw(figure) } }
      for await drawing in group { #expect(drawing.svg == expected) }
    }
  }
}
