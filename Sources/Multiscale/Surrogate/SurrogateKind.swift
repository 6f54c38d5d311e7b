/// What answers in place of a law where it knows enough.
public enum SurrogateKind: String, Sendable, Codable, CaseIterable {
  /// Every question is asked.
  case none

  /// Gaussian processes that learn from all answers with their errors.
  case gaussianProcess
}
