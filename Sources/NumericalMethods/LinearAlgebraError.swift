/// Why a problem of linear algebra has no answer.
public enum LinearAlgebraError: Error, Equatable {
  /// No unique solution, or none that double precision can find without exchanging rows.
  case singular

  /// The data contain a number that is not finite.
  case notFinite

  /// An iteration did not converge.
  case notConverged
}
