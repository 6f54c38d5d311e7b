/// What is left of a fluctuating current once another one that it is coupled to is held at zero.
///
/// Of two currents J and I with the Onsager coefficients L the transport of the first without the second is
/// L_JJ − L_JI²/L_II, the zero-frequency power of J − β I with β = L_JI/L_II: the least there is. Here
///
///     β = Σ Re[J_k I_k*] / Σ |I_k|²,
///
/// summed over sequences and frequencies up to a limit below which spectra are smooth. An error of β changes
/// the power that is left by its square only. The heat that ions conduct while no electric current flows is
/// such a transport, whatever partial enthalpies are.
///
/// - SeeAlso: Galamba, Nieto de Castro & Ely, *J. Chem. Phys.* **126**, 204511 (2007),
///   <https://doi.org/10.1063/1.2734965>; Bertossa et al., *Phys. Rev. Lett.* **122**, 255901 (2019),
///   <https://doi.org/10.1103/PhysRevLett.122.255901>, for the spectral form.
public struct ResidualCurrent: Sendable {
  /// How much of the first current goes with a unit of the second, β.
  public let coupling: Double

  /// J − β I, shape [M, n].
  public let sequences: [[Double]]

  /// Compares sequences of both currents, shape [M, n].
  ///
  /// - Parameters:
  ///   - interval: the time between two samples, in [time].
  ///   - limit: the frequency up to which they are compared, in [1/time].
  /// - Throws: `StatisticsError` as `PowerSpectrum`, or for sequences of different shapes.
  public init(
    of currents: [[Double]], without other: [[Double]], interval: Double, upTo limit: Double
  ) throws(StatisticsError) {
    guard currents.map(\.count) == other.map(\.count) else { throw .differentShapes }
    func power(_ sequences: [[Double]]) throws(StatisticsError) -> Double {
      let spectrum = try PowerSpectrum(of: sequences, interval: interval)
      let count = max(1, spectrum.frequencies.prefix { $0 <= limit }.count)
      return spectrum.ordinates.prefix(count).reduce(0, +)
    }
    let (own, held) = (try power(currents), try power(other))
    guard own > 0, held > 0 else {
      (coupling, sequences) = (0, currents)
      return
    }
    // |J + I|² − |J − I|² = 4 Re[J I*], with both of one size so that nothing is lost.
    let scale = (own / held).squareRoot()
    let sum = try power(Self.combined(currents, scale, other))
    let difference = try power(Self.combined(currents, -scale, other))
    coupling = (sum - difference) / (4 * scale * held)
    sequences = Self.combined(currents, -coupling, other)
  }

  /// a + c b.
  private static func combined(_ a: [[Double]], _ c: Double, _ b: [[Double]]) -> [[Double]] {
    zip(a, b).map { zip($0, $1).map { $0 + c * $1 } }
  }
}
