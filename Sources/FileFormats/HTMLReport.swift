/// A report as one HTML file that needs nothing else: style and drawings are inside it.
public struct HTMLReport: Sendable {
  /// What it shows.
  public let report: Report

  /// Creates the page of a report.
  public init(_ report: Report) { self.report = report }

  /// The file's contents.
  public var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(MarkupText.escaped(report.title))</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <main>
    \(parts.joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  /// Writes the page, atomically.
  public func write(to path: String) throws(OutputError) {
    try AtomicFile.write(text, to: path)
  }

  /// The parts of the page from top to bottom, pictures numbered throughout.
  private var parts: [String] {
    var pictureCount = 0
    let sections = report.sections.map { section in
      let first = pictureCount + 1
      pictureCount += section.pictures.count
      return element(section, firstPicture: first)
    }
    return [header, warnings, keyFigures] + sections
      + [paragraph(report.footer, kind: "footer", className: "footer")]
  }

  /// The headline and the line under it.
  private var header: String {
    "<header>\n<h1>\(MarkupText.escaped(report.title))</h1>\n"
      + paragraph(report.subtitle, kind: "p", className: "subtitle") + "\n</header>"
  }

  /// The box of warnings, absent without any.
  private var warnings: String {
    guard !report.warnings.isEmpty else { return "" }
    let title = report.warnings.count == 1 ? "Warning" : "\(report.warnings.count) warnings"
    let items = report.warnings.map { "<li>\(MarkupText.escaped($0))</li>" }
    return "<aside class=\"warnings\" role=\"note\">\n<h2>\(title)</h2>\n<ul>\n"
      + items.joined(separator: "\n") + "\n</ul>\n</aside>"
  }

  /// The cards of the key figures, absent without any.
  private var keyFigures: String {
    guard !report.keyFigures.isEmpty else { return "" }
    let cards = report.keyFigures.map { figure in
      """
      <div class="card"><dt>\(MarkupText.escaped(figure.name))</dt>
      <dd class="value">\(Self.unbroken(figure.value))</dd>
      <dd class="note">\(MarkupText.escaped(figure.note))</dd></div>
      """
    }
    return "<dl class=\"cards\">\n" + cards.joined(separator: "\n") + "\n</dl>"
  }

  /// A section: words, pictures, tables.
  private func element(_ section: Report.Section, firstPicture: Int) -> String {
    let pictures = section.pictures.enumerated().map { offset, picture in
      element(picture, number: firstPicture + offset)
    }
    let content =
      section.paragraphs.map { paragraph($0, kind: "p", className: "text") } + pictures
      + section.tables.map(element)
    return "<section>\n<h2>\(MarkupText.escaped(section.title))</h2>\n"
      + content.joined(separator: "\n") + "\n</section>"
  }

  /// A picture, or the reason why there is none, with its caption.
  private func element(_ picture: Report.Picture, number: Int) -> String {
    let place =
      switch picture.drawing {
      case .drawn(let svg):
        InlineDrawing.element(svg, number: number, caption: picture.caption)
      case .unavailable(let reason):
        "<p class=\"absent\">figure not drawn: \(MarkupText.escaped(reason))</p>"
      }
    return """
      <figure>
      \(place)
      <figcaption><b>Figure \(number).</b> \(MarkupText.escaped(picture.caption))</figcaption>
      </figure>
      """
  }

  /// A table with its caption; columns of numbers are set to the right.
  private func element(_ table: Report.Table) -> String {
    let shown = table.rows.map { $0.map(DisplayNumber.text) }
    let classes = table.columns.indices.map { column -> String in
      let texts = shown.map { $0[column] }
      if texts.allSatisfy(Self.looksNumeric) { return " class=\"number\"" }
      return texts.allSatisfy { $0.count <= 24 } ? " class=\"short\"" : ""
    }
    let head = zip(table.columns, classes).map { name, kind in
      "<th scope=\"col\"\(kind)>\(MarkupText.escaped(name))</th>"
    }
    let rows = shown.map { row in
      "<tr>" + zip(row, classes).map { "<td\($1)>\(MarkupText.escaped($0))</td>" }.joined()
        + "</tr>"
    }
    return """
      <div class="table"><table>
      <caption>\(MarkupText.escaped(table.caption))</caption>
      <thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  /// Words that a line may break between but not inside, as in 1.04(1)×10⁻⁶ m²/s.
  private static func unbroken(_ text: String) -> String {
    text.split(separator: " ").map { "<span>\(MarkupText.escaped(String($0)))</span>" }
      .joined(separator: " ")
  }

  /// Whether a field is empty or starts like a number, so that its column is set to the right.
  private static func looksNumeric(_ text: String) -> Bool {
    let start = text.drop { "+-−".contains($0) }
    return start.isEmpty || start == "—" || start == "∞" || start.first?.isNumber == true
  }

  /// Words in an element of their own, nothing without words.
  private func paragraph(_ text: String, kind: String, className: String) -> String {
    text.isEmpty
      ? "" : "<\(kind) class=\"\(className)\">\(MarkupText.escaped(text))</\(kind)>"
  }
}
