/// What a cell is told on its boundary.
///
/// For a mean gradient G the effective coefficients order themselves as uniform flux ≤ periodic ≤
/// linear, and all agree as the cell grows.
///
/// - SeeAlso: Hazanov & Huet, *J. Mech. Phys. Solids* **42**, 1995 (1994),
///   <https://doi.org/10.1016/0022-5096(94)90022-1>; Yue & E, *J. Comput. Phys.* **222**, 556 (2007),
///   <https://doi.org/10.1016/j.jcp.2006.07.034>.
public enum CellBoundary: String, Sendable, Hashable, CaseIterable {
  /// The fluctuation repeats itself: exact for a whole number of periods.
  case periodic

  /// The field is linear on the boundary, u = G·x (Dirichlet): an upper bound.
  case linear

  /// The flux through the boundary is that of a uniform flux (Neumann): a lower bound.
  case uniformFlux

  /// A difference across one pair of faces, no flux through the others, as in a test of permeability.
  ///
  /// Wrong where the effective tensor has components off the diagonal, since these are driven by
  /// what the other faces suppress; only for comparison with such tests, and for conduction alone.
  case mixed
}
