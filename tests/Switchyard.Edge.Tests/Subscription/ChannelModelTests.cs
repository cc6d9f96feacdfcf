using Switchyard.Edge.Serving;
using Switchyard.Edge.Tests.Rigs;
using Switchyard.Hub.Protocol;
using static Switchyard.Edge.Tests.Rigs.Samples;

namespace Switchyard.Edge.Tests.Subscription;

/// <summary>
/// Every sequence of five frames out of an alphabet of right, doubled, missing, torn and poisonous ones, with applying quick, slow or refused. Whatever comes: what serves is always a state the node
/// really had at that number, numbers in acknowledgements never go down, and an acknowledgement is only for what serves.
/// </summary>
public sealed class ChannelModelTests
{
    private const int Longest = 5;

    // What the node had at each number.
    private static readonly Dictionary<long, ServingState> History = new()
    {
        [4] = State(4, Item("a")),
        [5] = State(5, Item("a"), Item("b")),
        [6] = State(6, Item("b")),
        [7] = State(7, Item("b"), Item("c")),
    };

    private static readonly Frame[] Alphabet =
    [
        Event(5, 5, History[5], Set(Item("b"))),
        Event(5, 6, null, Set(Item("b"))),
        Event(6, 6, History[6], Remove("a")),
        Event(7, 7, History[7], Set(Item("c"))),
        Event(6, 6, History[6], Set(Item("x"))),
        Bookmark(5, History[5]),
        Snapshot(History[7])[0],
        Snapshot(History[7])[1],
        new PingFrame(),
    ];

    [Fact]
    [Trait("criterion", "HUB-52")]
    [Trait("criterion", "HUB-53")]
    [Trait("criterion", "HUB-54")]
    public void Whatever_comes_what_serves_is_a_state_the_node_had()
    {
        var (runs, served, resyncs) = (0L, 0L, 0L);
        var path = new int[Longest];
        foreach (var pace in Enum.GetValues<Pace>())
        {
            for (long number = 0; number < Math.Pow(Alphabet.Length, Longest); number++)
            {
                var rest = number;
                for (var i = 0; i < Longest; i++)
                {
                    (path[i], rest) = ((int)(rest % Alphabet.Length), rest / Alphabet.Length);
                }

                var rig = Run(path, pace);
                runs++;
                served += rig.Asked.Count;
                resyncs += rig.Sent.Count(frame => frame is ResyncFrame);
            }
        }

        // A run that exercised too little proves nothing.
        runs.ShouldBeGreaterThan(170_000);
        served.ShouldBeGreaterThan(40_000);
        resyncs.ShouldBeGreaterThan(100_000);
    }

    private static MachineRig Run(int[] path, Pace pace)
    {
        var rig = MachineRig.Live(History[4]);
        foreach (var letter in path)
        {
            rig.Receive(Alphabet[letter]);
            if (pace == Pace.Quick)
            {
                rig.ApplyAll();
            }
            else if (pace == Pace.Refused && rig.IsApplying)
            {
                rig.Refuse("no");
            }

            Check(rig, path, pace);
        }

        if (pace == Pace.Slow)
        {
            rig.ApplyAll();
            Check(rig, path, pace);
        }

        return rig;
    }

    private static void Check(MachineRig rig, int[] path, Pace pace)
    {
        var serving = rig.Machine.Serving!;
        if (History[serving.Seq].State.Hash != serving.State.Hash || (pace == Pace.Refused && serving.Seq != 4))
        {
            Assert.Fail($"{string.Join(' ', path)} ({pace}): at {serving.Seq} serves what the node never had.");
        }

        var last = 0L;
        foreach (var ack in rig.Sent.OfType<AckFrame>())
        {
            if (ack.Seq < last || ack.Seq > serving.Seq || History[ack.Seq].State.Hash != ack.StateHash)
            {
                Assert.Fail($"{string.Join(' ', path)} ({pace}): acknowledged {ack.Seq} after {last} while {serving.Seq} serves.");
            }

            last = ack.Seq;
        }
    }

    private enum Pace
    {
        Quick,
        Slow,
        Refused,
    }
}
