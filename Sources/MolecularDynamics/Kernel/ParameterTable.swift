/// The parameters of an interaction, laid out as the pair loop reads them.
///
/// Where all particles are alike there is one row of registers for all. In a mixture each block has
/// a row for each species (or pair of species, where two particles share a register) that may meet
/// it, its lanes set to the parameters of the lanes' species.
struct ParameterTable<Values: PairLanes>: Sendable {
  /// Registers, shape [combinations][blocks][parameters], or [parameters] where all are alike.
  private var values: [Values] = []

  /// The combination of species in each register of each half block, shape [halves][4/rows].
  private var combinations: [UInt16] = []

  private var combinationStride = 0
  private var blockStride = 0

  /// Registers of a half block.
  private static var registers: Int { 4 / Values.rows }

  /// Lays the table out for particles in their present order.
  mutating func prepare(_ potential: any PairPotential, for particles: PackedParticles) {
    let count = potential.speciesCount
    let functions = (0..<count).map { first in
      (0..<count).map { potential.kernelParameters(of: first, $0) }
    }
    values.removeAll(keepingCapacity: true)
    combinations.removeAll(keepingCapacity: true)
    (blockStride, combinationStride) = (0, 0)
    guard count > 1 else {
      values += functions[0][0].map { Values(repeating: $0) }
      combinations += repeatElement(0, count: 2 * Self.registers * particles.blockCount)
      return
    }
    let species = particles.species.map(Int.init)
    blockStride = functions[0][0].count
    combinationStride = blockStride * particles.blockCount
    for first in 0..<count {
      for second in 0..<(Values.rows == 2 ? count : 1) {
        append(functions[first], functions[second], species)
      }
    }
    for register in 0..<2 * Self.registers * particles.blockCount {
      let lane = register * Values.rows
      let combination = Values.rows == 2 ? species[lane] * count + species[lane + 1] : species[lane]
      combinations.append(UInt16(combination))
    }
  }

  /// Appends the rows of all blocks for one species, or two in one register.
  private mutating func append(_ first: [[Double]], _ second: [[Double]], _ species: [Int]) {
    for block in 0..<species.count / 8 {
      for parameter in 0..<blockStride {
        var (low, high) = (DoubleLanes.zero, DoubleLanes.zero)
        for lane in 0..<8 {
          low[lane] = first[species[8 * block + lane]][parameter]
          high[lane] = second[species[8 * block + lane]][parameter]
        }
        values.append(Values(narrowing: low, high))
      }
    }
  }

  /// The table as the pair loop sees it.
  @safe struct View {
    let values: UnsafeBufferPointer<Values>
    let combinations: UnsafeBufferPointer<UInt16>
    let combinationStride: Int
    let blockStride: Int

    /// The rows that the four of a half block need.
    @inline(__always)
    func rows(of half: Int) -> Rows {
      let start = half * (4 / Values.rows)
      let first = unsafe values.baseAddress.unsafelyUnwrapped
      @inline(__always)
      func row(_ register: Int) -> UnsafePointer<Values> {
        unsafe first + Int(combinations[start &+ register]) &* combinationStride
      }
      let last = 4 / Values.rows - 1
      return unsafe Rows(
        starts: (row(0), row(1), row(min(2, last)), row(last)), blockStride: blockStride)
    }
  }

  /// The rows of one half block, one for each of its registers.
  @safe struct Rows {
    let starts:
      (
        UnsafePointer<Values>, UnsafePointer<Values>, UnsafePointer<Values>, UnsafePointer<Values>
      )
    let blockStride: Int
  }

  /// Shows the table to a body; one that has not been prepared has no rows.
  func withView<Result>(_ body: (View) -> Result) -> Result {
    unsafe values.withUnsafeBufferPointer { values in
      unsafe combinations.withUnsafeBufferPointer { combinations in
        unsafe body(
          View(
            values: values, combinations: combinations, combinationStride: combinationStride,
            blockStride: blockStride))
      }
    }
  }
}
