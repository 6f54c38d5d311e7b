/// A text that is not a quantity.
public struct QuantityError: Error, Equatable, CustomStringConvertible {
  /// The text as it was written.
  public let text: String

  /// Where the text stops making sense, counted in characters from one.
  public let position: Int

  /// What is wrong there.
  public let reason: String

  /// What the writer probably meant, if that can be guessed.
  public let suggestion: String?

  /// Creates an error.
  public init(text: String, position: Int, reason: String, suggestion: String? = nil) {
    self.text = text
    self.position = position
    self.reason = reason
    self.suggestion = suggestion
  }

  /// One sentence naming the place, the reason and the suggestion.
  public var description: String {
    let hint = suggestion.map { "; did you mean \($0)?" } ?? ""
    return "\(text): at character \(position), \(reason)\(hint)"
  }
}
