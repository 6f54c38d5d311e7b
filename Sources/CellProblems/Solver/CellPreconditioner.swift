internal import NumericalMethods

/// An approximate inverse of a cell's equations, symmetric and positive on the residuals it gets.
protocol CellPreconditioner: Sendable {
  /// Replaces a residual by a correction of the field.
  func apply(to field: FieldVector, team: WorkTeam)
}
