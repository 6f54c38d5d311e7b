internal import Foundation

/// SVG documents inside one HTML page.
enum InlineDrawing {
  /// The drawing as an element of a page.
  ///
  /// Every drawing names its symbols alike, so the names get the drawing's number; the drawing is
  /// described by its caption.
  static func element(_ svg: String, number: Int, caption: String) -> String {
    let prefix = "figure\(number)-"
    let renamed =
      svg
      .replacing(/\bid=(["'])/) { "id=\($0.output.1)" + prefix }
      .replacing(/href=(["'])#/) { "href=\($0.output.1)#" + prefix }
      .replacing("url(#", with: "url(#" + prefix)
    let opening = "<svg role=\"img\" aria-label=\"\(MarkupText.escaped(caption))\""
    guard let start = renamed.range(of: "<svg") else { return "" }
    return opening + renamed[start.upperBound...]
  }
}
