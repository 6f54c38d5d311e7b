internal import Tensors

/// The pair loop of a heat field: the same places and lists as that of the forces, and vectors for all
/// particles as there, which are equal for the two of a pair in place of opposite.
///
/// Along a direction n a pair gives either particle ½ [u n + (r · n) f], its energy and the virial of
/// its force seen along n; here twice as much.
extension PairFunction {
  /// Goes through the list, half block by half block; there are no sums.
  @inline(__always)
  func shareAll<Values: PairLanes>(
    _ work: borrowing KernelWork<Values>
  ) -> PairSums {
    let axis = LaneVectors<Values>(repeating: work.direction)
    let entries = unsafe work.entries
    var mask = 0
    var next = 0
    while next < entries.count {
      let half = unsafe entries[next].half
      var four = Quartet<Values>()
      let parameters = work.parameters.rows(of: Int(half))
      repeat {
        let entry = unsafe entries[next]
        next &+= 1
        share(work, entry, &four, parameters, &mask, axis)
      } while unsafe next < entries.count && entries[next].half == half
      four.unload(into: work, half: Int(half))
    }
    return PairSums()
  }

  /// Meets all partners of one entry.
  @inline(__always)
  private func share<Values: PairLanes>(
    _ work: borrowing KernelWork<Values>, _ entry: PairList.Entry, _ four: inout Quartet<Values>,
    _ rows: ParameterTable<Values>.Rows, _ mask: inout Int, _ axis: LaneVectors<Values>
  ) {
    let translation = unsafe work.translations[Int(entry.translation)]
    four.load(from: work, half: Int(entry.half), shift: translation.rest)
    let origin = unsafe work.origins[Int(entry.half) / 2] + translation.origin
    for index in Int(entry.start)..<Int(entry.end) {
      let partner = unsafe work.partners[index]
      let block = partner.block
      var place = unsafe work.places[block]
      if Values.isRelative { unsafe place.move(by: work.origins[block] - origin) }
      let slot = work.slots[block]
      var reaction = unsafe work.reactions[slot]
      var bits = PairList.all
      if partner.isMasked {
        bits = unsafe work.masks[mask]
        mask &+= 1
      }
      let offset = block &* rows.blockStride
      @inline(__always)
      func meet(_ single: inout Single<Values>, _ start: UnsafePointer<Values>, row: Int) {
        let parameters = unsafe PairParameters(start + offset)
        let limit = parameters.squaredCutoff.keeping(bits >> UInt32(8 * Values.rows * row))
        let separation = single.place - place
        let squared = separation.dot(separation)
        let pair = evaluate(squaredDistance: squared, parameters)
        let force = pair.forceOverDistance.replaced(by: .zero, where: squared, exceeds: limit)
        let energy = pair.energy.replaced(by: .zero, where: squared, exceeds: limit)
        var share = energy * axis
        share.addProduct(separation, force * separation.dot(axis))
        single.force += share
        reaction = reaction - share
      }
      unsafe meet(&four.first, rows.starts.0, row: 0)
      unsafe meet(&four.second, rows.starts.1, row: 1)
      if Values.rows == 1 {
        unsafe meet(&four.third, rows.starts.2, row: 2)
        unsafe meet(&four.fourth, rows.starts.3, row: 3)
      }
      unsafe work.reactions[slot] = reaction
    }
  }
}
