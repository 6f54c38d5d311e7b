import FileFormats
import Foundation
import Testing

@Suite("HTML report")
struct HTMLReportTests {
  private let svg = """
    <svg viewBox="0 0 9 9"><defs><path id='p' d='M0,0'/></defs><g id="plot"><use href='#p'/>\
    <g fill="url(#p)"/></g></svg>
    """

  private var report: Report {
    var report = Report(title: "Argon <fast> & \"cold\"", subtitle: "sub")
    report.keyFigures = [.init("Viscosity", value: "2.10(3) ε τ σ⁻³", note: "<note>")]
    report.warnings = ["stress <not> stationary"]
    let table = Report.Table(
      caption: "ledger", columns: ["n", "who", "cost"],
      rows: [[1, "<store>", -1.25e-7], [123_456, "sampled", .number(.nan)]])
    report.sections = [
      .init(
        "Result", paragraphs: ["words & more"],
        pictures: [
          .init(.drawn(svg: svg), caption: "one"), .init(.drawn(svg: svg), caption: "two"),
        ],
        tables: [table]),
      .init(
        "Other", pictures: [.init(.unavailable(reason: "gnuplot is not installed"), caption: "c")]),
    ]
    report.footer = "made by hand"
    return report
  }

  @Test("needs nothing from outside")
  func selfContained() {
    let text = HTMLReport(report).text
    for outside in ["<script", "<link", "<img", "@import", "src=", "http"] {
      #expect(!text.contains(outside))
    }
  }

  @Test("shows all text as text")
  func escapes() {
    let text = HTMLReport(report).text
    #expect(text.contains("<h1>Argon &lt;fast&gt; &amp; &quot;cold&quot;</h1>"))
    for raw in ["<fast>", "<note>", "<store>", "<not>"] { #expect(!text.contains(raw)) }
  }

  @Test("tells warnings and key figures first, then pictures, then tables")
  func order() throws {
    let text = HTMLReport(report).text
    let parts = ["<aside", "<dl", "words &amp; more", "<figure>", "<table>", "made by hand"]
    let places = try parts.map { try #require(text.range(of: $0)).lowerBound }
    #expect(places == places.sorted())
  }

  /// An identifier is unique in a document (HTML, section 3.2.6), and every reference follows it.
  @Test("keeps the symbols of its pictures apart")
  func identifiers() {
    let text = HTMLReport(report).text
    let names = text.matches(of: /\bid=["']([^"']*)/).map { String($0.output.1) }
    #expect(names == ["figure1-p", "figure1-plot", "figure2-p", "figure2-plot"])
    #expect(text.contains("href='#figure2-p'") && text.contains("url(#figure2-p)"))
  }

  @Test("says why a figure is missing")
  func missingFigure() {
    let text = HTMLReport(report).text
    #expect(text.contains("figure not drawn: gnuplot is not installed"))
    #expect(text.contains("<b>Figure 3.</b> c"))
    #expect(text.matches(of: /<svg/).count == 2)
  }

  @Test("shows numbers as people write them, to the right")
  func numbers() {
    let text = HTMLReport(report).text
    #expect(text.contains("<td class=\"number\">−1.25×10⁻⁷</td>"))
    #expect(text.contains("<td class=\"number\">123\u{202F}456</td>"))
    #expect(text.contains("<td class=\"number\">—</td>"))
    #expect(text.contains("<td class=\"short\">sampled</td>"))
  }

  @Test("closes every element that it opens")
  func balanced() throws {
    let text = HTMLReport(report).text
    let empty: Set<Substring> = ["meta", "path", "use"]
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) where match.output.3.isEmpty {
      if match.output.1.isEmpty {
        if !empty.contains(match.output.2) { open.append(match.output.2) }
      } else {
        #expect(open.popLast() == match.output.2)
      }
    }
    #expect(open.isEmpty)
  }
}
