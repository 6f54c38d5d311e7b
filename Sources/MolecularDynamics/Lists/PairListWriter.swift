/// Writes into a list that has room enough: in any case, and kept once or not at all, so that there is
/// no branch to guess.
@unsafe struct PairListWriter {
  let partners: UnsafeMutableBufferPointer<PairList.Partner>
  let masks: UnsafeMutableBufferPointer<UInt32>
  var entries: [PairList.Entry]
  var partnerCount = 0
  var maskCount = 0

  @inline(__always)
  mutating func write(_ partner: PairList.Partner, times: Int) {
    unsafe partners[partnerCount] = partner
    unsafe partnerCount &+= times
  }

  @inline(__always)
  mutating func write(_ mask: UInt32, times: Int) {
    unsafe masks[maskCount] = mask
    unsafe maskCount &+= times
  }

  @inline(__always)
  mutating func write(
    _ others: UnsafeBufferPointer<PairList.Partner>, _ range: Range<Int>
  ) {
    let target = unsafe partners.baseAddress.unsafelyUnwrapped + partnerCount
    let source = unsafe others.baseAddress.unsafelyUnwrapped + range.lowerBound
    for index in 0..<range.count { unsafe target[index] = source[index] }
    unsafe partnerCount &+= range.count
  }

  /// Ends the partners of an entry.
  @inline(__always)
  mutating func close(_ entry: PairList.Entry, _ start: Int, sure: Int) {
    guard unsafe partnerCount > start else { return }
    unsafe entries.append(
      PairList.Entry(
        half: entry.half, translation: entry.translation, start: Int32(start),
        sure: Int32(sure), end: Int32(partnerCount)))
  }
}

extension PairList {
  /// Writes the list anew, with at most as much as another holds.
  mutating func rewrite(
    from other: PairList, _ body: (inout PairListWriter) -> Void
  ) {
    partners.replaceSubrange(partners.indices, with: other.partners)
    masks.replaceSubrange(masks.indices, with: other.masks)
    var emptied: [Entry] = []
    swap(&entries, &emptied)
    emptied.removeAll(keepingCapacity: true)
    let (partnerCount, maskCount) = unsafe partners.withUnsafeMutableBufferPointer { partners in
      unsafe masks.withUnsafeMutableBufferPointer { masks in
        var writer = unsafe PairListWriter(partners: partners, masks: masks, entries: emptied)
        emptied = []
        unsafe body(&writer)
        unsafe swap(&emptied, &writer.entries)
        return unsafe (writer.partnerCount, writer.maskCount)
      }
    }
    swap(&entries, &emptied)
    partners.removeLast(partners.count - partnerCount)
    masks.removeLast(masks.count - maskCount)
  }
}
