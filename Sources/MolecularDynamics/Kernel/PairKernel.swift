/// The pair loop: half blocks of four particles against blocks of eight.
///
/// Coordinates of the four are broadcast, those of the eight are one load each; the eight's
/// forces are written once per partner, the four's once per half block. All forces are kept with
/// the opposite sign on the eight's side, which spares a negation per pair. The sums of the four's
/// forces over an entry, kept by lattice translation, are all the virial needs.
///
/// Asked for energies of sites or shares of heat, the loop gives both of a pair the same vector in
/// place of opposite forces: along a direction n the energy u n, and with it the virial of the force
/// seen along n, u n + (r · n) f; twice what belongs to either particle.
///
/// Whatever an argument decides is known to the compiler when it makes the loop, so there is one
/// loop for each potential, precision and need.
///
/// - SeeAlso: Páll & Hess, *Comput. Phys. Commun.* **184**, 2641 (2013),
///   <https://doi.org/10.1016/j.cpc.2013.06.003>.
extension PairFunction {
  /// Goes through all listed pairs in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask
  ) -> PairSums {
    perform(task, on: work)
  }

  /// Goes through all listed pairs in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask
  ) -> PairSums {
    perform(task, on: work)
  }

  /// Makes one loop for each task.
  @inline(__always)
  func perform<Values: PairLanes>(
    _ task: PairTask, on work: borrowing KernelWork<Values>
  ) -> PairSums {
    switch task {
    case .forces: PairSums(energy: meetAll(work, for: .forces))
    case .forcesAndEnergy: PairSums(energy: meetAll(work, for: .forcesAndEnergy))
    case .siteEnergies: PairSums(energy: meetAll(work, for: .siteEnergies))
    case .heatShares: PairSums(energy: meetAll(work, for: .heatShares))
    case .heatFlux: carryAll(work)
    }
  }

  /// Goes through the list, half block by half block; returns the energy if it is needed.
  @inline(__always)
  private func meetAll<Values: PairLanes>(
    _ work: borrowing KernelWork<Values>, for task: PairTask
  ) -> Double {
    let entries = unsafe work.entries
    var mask = 0
    var energy = 0.0
    var next = 0
    while next < entries.count {
      let half = unsafe entries[next].half
      var four = Quartet<Values>()
      let parameters = work.parameters.rows(of: Int(half))
      repeat {
        let entry = unsafe entries[next]
        next &+= 1
        meet(work, entry, &four, parameters, &mask, for: task)
      } while unsafe next < entries.count && entries[next].half == half
      if task == .forcesAndEnergy { energy += four.energy.total }
      four.unload(into: work, half: Int(half))
    }
    return energy
  }

  /// Meets all partners of one entry.
  @inline(__always)
  private func meet<Values: PairLanes>(
    _ work: borrowing KernelWork<Values>, _ entry: PairList.Entry, _ four: inout Quartet<Values>,
    _ rows: ParameterTable<Values>.Rows, _ mask: inout Int, for task: PairTask
  ) {
    let translation = unsafe work.translations[Int(entry.translation)]
    let before = four.force
    four.load(from: work, half: Int(entry.half), shift: translation.rest)
    let origin = unsafe work.origins[Int(entry.half) / 2] + translation.origin
    let axis = LaneVectors<Values>(repeating: work.direction)
    // Copies, so that the compiler knows that no force written changes them.
    let (places, origins, partners) = unsafe (work.places, work.origins, work.partners)
    let (reactions, slots) = unsafe (work.reactions, work.slots)
    for index in Int(entry.start)..<Int(entry.end) {
      let partner = unsafe partners[index]
      let block = partner.block
      var place = unsafe places[block]
      if Values.isRelative { unsafe place.move(by: origins[block] - origin) }
      let slot = slots[block]
      var reaction = unsafe reactions[slot]
      var bits: UInt32?
      if partner.isMasked {
        bits = unsafe work.masks[mask]
        mask &+= 1
      }
      if let bits {
        meet(&four, place, &reaction, rows, block, bits, along: axis, for: task)
      } else {
        meet(&four, place, &reaction, rows, block, nil, along: axis, for: task)
      }
      unsafe reactions[slot] = reaction
    }
    if translation.isProper {
      unsafe work.translationForces[Int(entry.translation)] += (four.force - before).widened
    }
  }

  /// Four particles meet a block; `bits` says which pairs count, eight bits for each of the four.
  @inline(__always)
  private func meet<Values: PairLanes>(
    _ four: inout Quartet<Values>, _ place: LaneVectors<Values>,
    _ reaction: inout LaneVectors<Values>, _ rows: ParameterTable<Values>.Rows, _ block: Int,
    _ bits: UInt32?, along axis: LaneVectors<Values>, for task: PairTask
  ) {
    let offset = block &* rows.blockStride
    @inline(__always)
    func meet(_ single: inout Single<Values>, _ start: UnsafePointer<Values>, row: Int) {
      let parameters = unsafe PairParameters(start + offset)
      var limit = parameters.squaredCutoff
      if let bits { limit = limit.keeping(bits >> UInt32(8 * Values.rows * row)) }
      let separation = LaneVectors(
        x: single.place.x - place.x, y: single.place.y - place.y, z: single.place.z - place.z)
      let squared = separation.dot(separation)
      let pair = evaluate(squaredDistance: squared, parameters)
      @inline(__always)
      func within(_ value: Values) -> Values {
        value.replaced(by: .zero, where: squared, exceeds: limit)
      }
      if task == .siteEnergies || task == .heatShares {
        var share = within(pair.energy) * axis
        if task == .heatShares {
          share.addProduct(separation, within(pair.forceOverDistance) * separation.dot(axis))
        }
        single.force += share
        reaction = reaction - share
        return
      }
      let force = within(pair.forceOverDistance)
      if task == .forcesAndEnergy { four.energy += within(pair.energy) }
      single.force.addProduct(separation, force)
      reaction.addProduct(separation, force)
    }
    unsafe meet(&four.first, rows.starts.0, row: 0)
    unsafe meet(&four.second, rows.starts.1, row: 1)
    if Values.rows == 1 {
      unsafe meet(&four.third, rows.starts.2, row: 2)
      unsafe meet(&four.fourth, rows.starts.3, row: 3)
    }
  }
}
