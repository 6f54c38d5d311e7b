/// A formula that cannot be read, and where.
public struct FormulaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The place of the first character that makes no sense, counted from 1.
  public let position: Int

  /// What is wrong there, a clause.
  public let reason: String

  /// One sentence.
  public var description: String { "at character \(position), \(reason)" }
}
