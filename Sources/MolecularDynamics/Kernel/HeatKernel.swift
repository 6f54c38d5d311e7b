internal import Tensors

/// The pair loop that finds how pairs carry heat: the same places and lists, velocities besides, and
/// nothing written but sums.
///
/// With V = v_i + v_j and w = f · V a pair adds ½ (u V + w r): the sum over both particles of half
/// the pair's energy carried along, and of the work of one on the other over the distance between
/// them. Sums are taken to double precision half block by half block.
extension PairFunction {
  /// Goes through the list, half block by half block.
  @inline(__always)
  func carryAll<Values: PairLanes>(_ work: borrowing KernelWork<Values>) -> PairSums {
    let entries = unsafe work.entries
    var mask = 0
    var sums = PairSums()
    var next = 0
    while next < entries.count {
      let half = unsafe entries[next].half
      var carried = Carried<Values>()
      var motion = Quartet<Values>()
      unsafe motion.spread(Four(of: work.velocities, half: Int(half)))
      let parameters = work.parameters.rows(of: Int(half))
      repeat {
        let entry = unsafe entries[next]
        next &+= 1
        carry(work, entry, motion, parameters, &mask, &carried)
      } while unsafe next < entries.count && entries[next].half == half
      sums = sums + carried.half
    }
    return sums
  }

  /// Meets all partners of one entry.
  @inline(__always)
  private func carry<Values: PairLanes>(
    _ work: borrowing KernelWork<Values>, _ entry: PairList.Entry, _ motion: Quartet<Values>,
    _ rows: ParameterTable<Values>.Rows, _ mask: inout Int, _ carried: inout Carried<Values>
  ) {
    let translation = unsafe work.translations[Int(entry.translation)]
    var four = Quartet<Values>()
    four.load(from: work, half: Int(entry.half), shift: translation.rest)
    let origin = unsafe work.origins[Int(entry.half) / 2] + translation.origin
    for index in Int(entry.start)..<Int(entry.end) {
      let partner = unsafe work.partners[index]
      let block = partner.block
      var place = unsafe work.places[block]
      if Values.isRelative { unsafe place.move(by: work.origins[block] - origin) }
      let velocity = unsafe work.velocities[block]
      var bits: UInt32?
      if partner.isMasked {
        bits = unsafe work.masks[mask]
        mask &+= 1
      }
      if let bits {
        carry((four, motion), (place, velocity), rows, block, bits, &carried)
      } else {
        carry((four, motion), (place, velocity), rows, block, nil, &carried)
      }
    }
  }

  /// Four particles meet a block; `bits` says which pairs count, eight bits for each of the four.
  @inline(__always)
  private func carry<Values: PairLanes>(
    _ four: (place: Quartet<Values>, velocity: Quartet<Values>),
    _ eight: (place: LaneVectors<Values>, velocity: LaneVectors<Values>),
    _ rows: ParameterTable<Values>.Rows, _ block: Int, _ bits: UInt32?,
    _ carried: inout Carried<Values>
  ) {
    let offset = block &* rows.blockStride
    @inline(__always)
    func meet(
      _ single: Single<Values>, _ moving: Single<Values>, _ start: UnsafePointer<Values>, row: Int
    ) {
      let parameters = unsafe PairParameters(start + offset)
      var limit = parameters.squaredCutoff
      if let bits { limit = limit.keeping(bits >> UInt32(8 * Values.rows * row)) }
      let separation = single.place - eight.place
      let squared = separation.dot(separation)
      let pair = evaluate(squaredDistance: squared, parameters)
      let force = pair.forceOverDistance.replaced(by: .zero, where: squared, exceeds: limit)
      let energy = pair.energy.replaced(by: .zero, where: squared, exceeds: limit)
      let both = moving.place + eight.velocity
      carried.energy += energy
      carried.transport.addProduct(both, energy)
      carried.work.addProduct(separation, force * separation.dot(both))
    }
    unsafe meet(four.place.first, four.velocity.first, rows.starts.0, row: 0)
    unsafe meet(four.place.second, four.velocity.second, rows.starts.1, row: 1)
    if Values.rows == 1 {
      unsafe meet(four.place.third, four.velocity.third, rows.starts.2, row: 2)
      unsafe meet(four.place.fourth, four.velocity.fourth, rows.starts.3, row: 3)
    }
  }
}

/// What the pairs of half a block carry, lane by lane and twice as much as there is.
private struct Carried<Values: PairLanes> {
  var energy = Values.zero
  var transport = LaneVectors<Values>.zero
  var work = LaneVectors<Values>.zero

  /// The sums over the lanes.
  var half: PairSums {
    PairSums(
      energy: energy.total, transport: 0.5 * transport.widened.sum, work: 0.5 * work.widened.sum)
  }
}
