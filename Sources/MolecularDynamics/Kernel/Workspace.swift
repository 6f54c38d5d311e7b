internal import Tensors

/// Positions, parameters and forces of packed particles as the pair loop wants them.
///
/// In single precision positions are taken relative to the origin of their block. Origins lie on a
/// grid so coarse that their differences are exact and so fine that it does not matter; a position
/// then has the precision of a block's size, however large the cell.
struct Workspace<Values: PairLanes>: Sendable {
  typealias Work = KernelWork<Values>

  private var places: [LaneVectors<Values>] = []
  private var velocities: [LaneVectors<Values>] = []
  private var direction = Vector3.zero
  private var origins: [Offset<Values.Scalar>] = []
  private var translations: [Work.Translation] = []
  private var table = ParameterTable<Values>()
  private var isTabled = false
  private var buffers: [Buffer] = []

  /// What takes empty lanes far away, shape [blocks], in [length].
  private var emptyOffsets: [DoubleLanes] = []
  private var emptyPlace = 0.0
  private var gridSpacing = 0.0

  /// More than the rounding of a place relative to its block's origin, in [length].
  private var placeRounding = 0.0

  /// Forces of one chunk of the list.
  private struct Buffer: Sendable {
    let chunk: Int
    /// Minus the forces on the blocks from the chunk's first on, in cyclic order.
    var reactions: [LaneVectors<Values>] = []
    /// The sums of the forces exerted across each translation.
    var translationForces: [BlockVectors] = []
    var energy = 0.0
  }

  /// Takes in a new order of the particles and a new list; without a potential, for looking at
  /// distances only.
  mutating func prepare(
    _ potential: (any PairPotential)?, _ particles: PackedParticles, _ list: NeighbourList
  ) {
    isTabled = false
    if let potential { prepareTable(potential, particles) }
    let (a, b, c) = particles.cell.vectors.columns
    let extent = a.norm + b.norm + c.norm + list.outerRadius
    emptyPlace = 4 * extent
    // Sums of a position and a few translations have at most 23 bits.
    gridSpacing = Double(sign: .plus, exponent: extent.exponent - 19, significand: 1)
    emptyOffsets.removeAll(keepingCapacity: true)
    for block in 0..<particles.blockCount {
      var offset = DoubleLanes.zero
      for lane in 0..<8 where particles.identities[8 * block + lane] < 0 {
        offset[lane] = emptyPlace
      }
      emptyOffsets.append(offset)
    }
    placeRounding = Values.isRelative ? 1e-6 * particles.largestBlockExtent : 0
    buffers = list.chunks.indices.map { Buffer(chunk: $0) }
  }

  /// Lays out the parameters for the present order of the particles, unless that has been done.
  mutating func prepareTable(_ potential: any PairPotential, _ particles: PackedParticles) {
    guard !isTabled else { return }
    table.prepare(potential, for: particles)
    isTabled = true
  }

  /// Copies the present positions.
  mutating func load(_ particles: PackedParticles, _ list: NeighbourList) {
    places.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    translations.removeAll(keepingCapacity: true)
    for block in 0..<particles.blockCount {
      var place = particles.positions[block]
      let origin = onGrid(place[0])
      if Values.isRelative { place = place - BlockVectors(repeating: origin) }
      place.x += emptyOffsets[block]
      places.append(LaneVectors(narrowing: place))
      origins.append(Self.four(origin))
    }
    for multiple in list.search.multiples {
      let translation = particles.cell.translation(multiple)
      let origin = onGrid(translation)
      translations.append(
        .init(
          origin: Self.four(origin), rest: Self.four(translation - origin),
          isProper: multiple != SIMD3()))
    }
  }

  /// The nearest point of the grid of origins; in double precision the only one is zero.
  @inline(__always)
  private func onGrid(_ position: Vector3) -> Vector3 {
    guard Values.isRelative else { return .zero }
    return gridSpacing * (position / gridSpacing).rounded(.toNearestOrEven)
  }

  @inline(__always)
  private static func four(_ vector: Vector3) -> Offset<Values.Scalar> {
    Offset(x: Values.Scalar(vector.x), y: Values.Scalar(vector.y), z: Values.Scalar(vector.z))
  }
}

extension Workspace {
  /// Picks the pairs that may soon be needed out of those that the search found.
  ///
  /// - Parameter isFirst: whether it is the first time since the search.
  func pickInner(_ list: inout NeighbourList, isFirst: Bool, on workers: Workers) {
    // Wider by more than the rounding of single precision, in distances and in places.
    let widening = Values.isRelative ? 1 + 1e-5 : 1
    func widened(_ radius: Double) -> Double { radius * widening + placeRounding }
    let radii = PickRadii<Values>(
      sure: list.sureRadius, outer: widened(list.outerRadius),
      needed: widened(list.allowances.radius))
    let allowances = list.allowances.lengths.map { length in
      let wider = DoubleLanes(repeating: widening) * length
      return Values(narrowing: wider, wider)
    }
    workers.forEach(&list.chunks) { chunk in
      if isFirst { sift(&chunk, radii) }
      let outer = chunk.outer
      unsafe chunk.inner.rewrite(from: outer) { near in
        unsafe allowances.withUnsafeBufferPointer { allowances in
          unsafe withWork(outer, slots: .init(first: 0, count: places.count)) { work in
            unsafe work.pick(radii, allowances, into: &near)
          }
        }
      }
    }
  }

  /// Leaves out what a search found needlessly.
  private func sift(_ chunk: inout NeighbourList.Chunk, _ radii: PickRadii<Values>) {
    let found = chunk.found
    unsafe chunk.outer.rewrite(from: found) { kept in
      unsafe chunk.inner.rewrite(from: found) { waiting in
        unsafe withWork(found, slots: .init(first: 0, count: places.count)) { work in
          unsafe work.sift(radii, into: &kept, waiting: &waiting)
        }
      }
    }
  }

  /// Computes forces (shape [blocks], in [force]), energy and what the virial needs.
  mutating func evaluate(
    _ potential: any PairPotential, _ list: NeighbourList, forces: inout [BlockVectors],
    needs: ForceNeeds, on workers: Workers
  ) -> (energy: Double, translationForces: [Vector3]) {
    fill(
      &forces, from: potential, list, for: needs.contains(.energy) ? .forcesAndEnergy : .forces,
      on: workers)
    let energy = buffers.reduce(0) { $0 + $1.energy }
    guard needs.contains(.virial) else { return (energy, []) }
    let total = translations.indices.map { index in
      buffers.reduce(Vector3.zero) { $0 + $1.translationForces[index].sum }
    }
    return (energy, total)
  }

  /// The energies of the sites, half of those of their pairs, shape [blocks], in [energy].
  mutating func siteEnergies(
    _ potential: any PairPotential, _ list: NeighbourList, on workers: Workers
  ) -> [DoubleLanes] {
    var energies: [BlockVectors] = []
    direction = Vector3(1, 0, 0)
    fill(&energies, from: potential, list, for: .siteEnergies, on: workers)
    return energies.map { DoubleLanes(repeating: 0.5) * $0.x }
  }

  /// Fills an array with what the pair loop finds for each particle, shape [blocks].
  private mutating func fill(
    _ values: inout [BlockVectors], from potential: any PairPotential, _ list: NeighbourList,
    for task: PairTask, on workers: Workers
  ) {
    var buffers: [Buffer] = []
    swap(&buffers, &self.buffers)
    let workspace = self
    workers.forEach(&buffers) { buffer in
      workspace.evaluate(
        potential, list.chunks[buffer.chunk], &buffer, for: task)
    }
    collect(buffers, list, &values, on: workers)
    swap(&buffers, &self.buffers)
  }

  /// What a heat field along a direction does to particles through their pairs, shape [blocks], in
  /// [energy]: half of what the loop finds belongs to either particle.
  mutating func heatShares(
    _ potential: any PairPotential, _ list: NeighbourList, along direction: Vector3,
    shares: inout [BlockVectors], on workers: Workers
  ) {
    self.direction = direction
    fill(&shares, from: potential, list, for: .heatShares, on: workers)
    let half = DoubleLanes(repeating: 0.5)
    for block in shares.indices { shares[block] = half * shares[block] }
  }

  /// Evaluates one chunk of the list.
  private func evaluate(
    _ potential: any PairPotential, _ chunk: NeighbourList.Chunk, _ buffer: inout Buffer,
    for task: PairTask
  ) {
    buffer.reactions.becomeZero(count: chunk.window)
    buffer.translationForces.becomeZero(count: translations.count)
    func run(
      _ reactions: inout [LaneVectors<Values>], _ translationForces: inout [BlockVectors]
    ) -> Double {
      unsafe reactions.withUnsafeMutableBufferPointer { reactions in
        unsafe translationForces.withUnsafeMutableBufferPointer { translationForces in
          unsafe withWork(
            chunk.inner, slots: .init(first: chunk.firstBlock, count: places.count),
            reactions: reactions, translationForces: translationForces
          ) { Values.accumulate(potential, $0, for: task).energy }
        }
      }
    }
    buffer.energy = run(&buffer.reactions, &buffer.translationForces)
  }

  /// Sums over all listed pairs of what carries heat, places and list as they are.
  mutating func heatFlux(
    _ potential: any PairPotential, _ particles: PackedParticles, _ list: NeighbourList,
    on workers: Workers
  ) -> PairSums {
    velocities.removeAll(keepingCapacity: true)
    for block in particles.velocities { velocities.append(LaneVectors(narrowing: block)) }
    let workspace = self
    var parts = list.chunks.map { (chunk: $0.inner, sums: PairSums()) }
    workers.forEach(&parts) { part in
      part.sums = unsafe workspace.withWork(
        part.chunk, slots: .init(first: 0, count: workspace.places.count)
      ) { Values.accumulate(potential, $0, for: .heatFlux) }
    }
    return parts.reduce(PairSums()) { $0 + $1.sums }
  }

  /// Adds the forces of all chunks up, block by block in the order of the chunks.
  private func collect(
    _ buffers: [Buffer], _ list: NeighbourList, _ forces: inout [BlockVectors],
    on workers: Workers
  ) {
    let (chunks, count) = (list.chunks, places.count)
    if forces.count != count { forces = Array(repeating: .zero, count: count) }
    workers.fill(&forces) { block in
      var sum = BlockVectors.zero
      for buffer in buffers {
        let offset = block - chunks[buffer.chunk].firstBlock
        let slot = offset < 0 ? offset + count : offset
        if slot < buffer.reactions.count { sum = sum - buffer.reactions[slot].widened }
      }
      return sum
    }
  }

  /// Shows a list to a body that reads places only, or also writes forces.
  private func withWork<Result>(
    _ list: PairList, slots: Work.Slots,
    reactions: UnsafeMutableBufferPointer<LaneVectors<Values>>? = nil,
    translationForces: UnsafeMutableBufferPointer<BlockVectors>? = nil,
    _ body: (borrowing Work) -> Result
  ) -> Result {
    unsafe places.withUnsafeBufferPointer { places in
      unsafe origins.withUnsafeBufferPointer { origins in
        unsafe translations.withUnsafeBufferPointer { translations in
          unsafe list.entries.withUnsafeBufferPointer { entries in
            unsafe list.partners.withUnsafeBufferPointer { partners in
              unsafe list.masks.withUnsafeBufferPointer { masks in
                unsafe velocities.withUnsafeBufferPointer { velocities in
                  table.withView { view in
                    unsafe body(
                      Work(
                        places: places, origins: origins, translations: translations,
                        entries: entries, partners: partners, masks: masks, parameters: view,
                        velocities: velocities, direction: direction,
                        reactions: reactions ?? .init(start: nil, count: 0), slots: slots,
                        translationForces: translationForces ?? .init(start: nil, count: 0),
                        emptyThreshold: Values.Scalar(0.5 * emptyPlace)))
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

extension LaneVectors {
  /// Eight vectors, the same for each row.
  @inline(__always)
  init(narrowing eight: BlockVectors) {
    self.init(
      x: Values(narrowing: eight.x, eight.x), y: Values(narrowing: eight.y, eight.y),
      z: Values(narrowing: eight.z, eight.z))
  }
}

extension Array {
  /// Takes zeros for all that it holds.
  fileprivate mutating func becomeZero<Values>(count: Int) where Element == LaneVectors<Values> {
    guard self.count == count else {
      self = Array(repeating: .zero, count: count)
      return
    }
    for index in indices { self[index] = .zero }
  }
}
