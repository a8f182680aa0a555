import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import MnemeHTTP

/// Who has to give way when all places are taken. Time is handed in.
@Suite struct ConnectionRegistryTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
  private let registry = ConnectionRegistry(grace: .milliseconds(500))

  private func at(_ milliseconds: Int64) -> NIODeadline { start + .milliseconds(milliseconds) }

  /// Connections by name, and which of them were asked.
  private final class Guests: Sendable {
    private let names = Mutex<[String]>([])
    private let loop = NIOAsyncTestingEventLoop()

    func channel(_ name: String) async -> NIOAsyncTestingChannel {
      let listener = Listener { self.names.withLock { $0.append(name) } }
      return await NIOAsyncTestingChannel(handler: listener, loop: loop)
    }

    func asked() async -> [String] {
      await loop.run()
      return names.withLock { $0 }
    }

    func leave() async { await loop.shutdownGracefully() }
  }

  private final class Listener: ChannelInboundHandler, Sendable {
    typealias InboundIn = Never
    private let asked: @Sendable () -> Void

    init(_ asked: @escaping @Sendable () -> Void) { self.asked = asked }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if event is GiveWay { asked() }
    }
  }

  @Test func whoNeverSpokeGivesWayBeforeWhoHasBeenIdleLonger() async {
    let guests = Guests()
    let known = await guests.channel("known")
    let half = await guests.channel("half")
    _ = registry.add(known, now: at(0))
    registry.isIdle(known, since: at(1), hasSpoken: true)
    _ = registry.add(half, now: at(200))
    registry.wantRoom(now: at(1_000))
    #expect(await guests.asked() == ["half"])
    // One at a time: nobody else is asked before it has gone or refused.
    registry.makeRoom(now: at(9_000))
    #expect(await guests.asked() == ["half"])
    registry.staysBusy(half, now: at(9_000))
    #expect(await guests.asked() == ["half", "known"])
    await guests.leave()
  }

  @Test func amongEqualsTheOneIdleLongestGivesWayAndABusyOneNever() async {
    let guests = Guests()
    for (name, time) in [("busy", 0), ("second", 20), ("first", 10)] as [(String, Int64)] {
      let channel = await guests.channel(name)
      _ = registry.add(channel, now: at(time))
      if name == "busy" { registry.isBusy(channel) }
    }
    registry.wantRoom(now: at(1_000))
    #expect(await guests.asked() == ["first"])
    await guests.leave()
  }

  @Test func nobodyIsAskedBeforeItsTimeOrWhenRoomIsNotWanted() async {
    let guests = Guests()
    let young = await guests.channel("young")
    _ = registry.add(young, now: at(0))
    registry.makeRoom(now: at(9_000))
    registry.wantRoom(now: at(499))
    #expect(await guests.asked() == [])
    registry.hasRoom()
    registry.makeRoom(now: at(9_000))
    #expect(await guests.asked() == [])
    registry.wantRoom(now: at(499))
    registry.makeRoom(now: at(500))
    #expect(await guests.asked() == ["young"])
    await guests.leave()
  }
}
