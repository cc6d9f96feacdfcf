using Switchyard.Bundles.Leases;

namespace Switchyard.Bundles.Tests.Leases;

/// <summary>
/// Two nodes and a database, in every order of what can happen: questions that leave, arrive and are answered at any time, nodes that stand still, a database that is away. Never do two nodes believe at the same
/// moment that the bundle is theirs, and when everything works again one of them has it soon.
/// </summary>
public sealed class LeaseScheduleTests
{
    private const int Depth = 11;

    private static readonly LeaseTerms Terms = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5));
    private static readonly Guid[] Ids = [Guid.Parse("aaaaaaaa-0000-0000-0000-000000000000"), Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000")];

    // Monotonic clocks begin anywhere.
    private static readonly TimeSpan[] Beginnings = [TimeSpan.FromHours(1), TimeSpan.FromDays(30)];

    private enum Event
    {
        StepA,
        StepB,
        PauseA,
        PauseB,
        Database,
        Second,
        SixSeconds,
    }

    [Fact]
    [Trait("criterion", "BND-51")]
    public void Whatever_happens_in_whichever_order_at_most_one_node_has_the_lease()
    {
        var seen = new HashSet<World> { World.New };
        var frontier = new List<World> { World.New };
        var takeovers = 0L;
        for (var depth = 0; depth < Depth; depth++)
        {
            var next = new List<World>();
            foreach (var world in frontier)
            {
                foreach (var happens in Enum.GetValues<Event>())
                {
                    var after = Happen(world, happens);
                    if (seen.Add(after))
                    {
                        Check(after);
                        takeovers = Math.Max(takeovers, after.Generation);
                        next.Add(after);
                    }
                }
            }

            frontier = next;
        }

        // Not true of nothing: leases did change hands.
        takeovers.ShouldBeGreaterThan(1);
    }

    [Fact]
    [Trait("criterion", "BND-51")]
    public void From_every_state_one_node_has_it_soon_when_everything_works_again()
    {
        var seen = new HashSet<World> { World.New };
        var frontier = new List<World> { World.New };
        for (var depth = 0; depth < 9; depth++)
        {
            frontier = [.. frontier.SelectMany(world => Enum.GetValues<Event>().Select(happens => Happen(world, happens))).Where(seen.Add)];
        }

        foreach (var start in seen)
        {
            var world = start with { IsAway = false, A = start.A with { IsPaused = false }, B = start.B with { IsPaused = false } };
            var seconds = 0;
            for (; Holders(world) == 0 && seconds <= 20; seconds++)
            {
                world = Work(Happen(world, Event.Second));
            }

            seconds.ShouldBeLessThanOrEqualTo(20, start.ToString());
        }
    }

    [Fact]
    [Trait("criterion", "BND-51")]
    public void A_holder_that_is_lost_at_any_moment_is_replaced_within_twenty_seconds()
    {
        for (var lostAt = 0; lostAt < 12; lostAt++)
        {
            var world = Work(World.New);
            for (var second = 0; second < lostAt; second++)
            {
                world = Work(Happen(world, Event.Second));
            }

            var isA = LeaseDeciding.IsHeld(world.A.View, world.NowOf(0));
            world = isA ? world with { A = world.A with { IsPaused = true } } : world with { B = world.B with { IsPaused = true } };
            var other = isA ? 1 : 0;
            var seconds = 0;
            for (; !LeaseDeciding.IsHeld(world.NodeOf(other).View, world.NowOf(other)); seconds++)
            {
                seconds.ShouldBeLessThan(20, world.ToString());
                world = Work(Happen(world, Event.Second));
                Check(world);
            }

            world.Generation.ShouldBe(2);
        }
    }

    [Fact]
    [Trait("criterion", "BND-51")]
    public void A_renewal_that_comes_back_after_the_loss_revives_nothing()
    {
        var me = Ids[0];
        var held = new LeaseView(LeaseStanding.Held, me, 4, TimeSpan.FromSeconds(14));
        var late = LeaseDeciding.Answer(held, (LeaseQuestion.Renew, 4), TimeSpan.FromSeconds(13), new LeaseAnswer(me, 4, TimeSpan.FromSeconds(14)), TimeSpan.FromSeconds(15), me, Terms);
        late.ShouldBe(LeaseView.Unknown);
        var inTime = LeaseDeciding.Answer(held, (LeaseQuestion.Renew, 4), TimeSpan.FromSeconds(5), new LeaseAnswer(me, 4, TimeSpan.FromSeconds(14)), TimeSpan.FromSeconds(6), me, Terms);
        inTime.ShouldBe(held with { Until = TimeSpan.FromSeconds(19) });
    }

    private static World Happen(World world, Event happens) => happens switch
    {
        Event.StepA => world.A.IsPaused ? world : Step(world, 0),
        Event.StepB => world.B.IsPaused ? world : Step(world, 1),
        Event.PauseA => world with { A = world.A with { IsPaused = !world.A.IsPaused } },
        Event.PauseB => world with { B = world.B with { IsPaused = !world.B.IsPaused } },
        Event.Database => world with { IsAway = !world.IsAway },
        Event.Second => world with { Now = world.Now + 1 },
        _ => world with { Now = world.Now + 6 },
    };

    /// <summary>Lets the nodes that run do whatever they have to do now.</summary>
    private static World Work(World world)
    {
        for (var step = 0; step < 4; step++)
        {
            world = Happen(Happen(world, Event.StepA), Event.StepB);
        }

        return world;
    }

    private static World Step(World world, int number)
    {
        var (node, now) = (world.NodeOf(number), world.NowOf(number));
        node = node with { View = LeaseDeciding.Pass(node.View, now) };
        if (node.Asked is not { } asked)
        {
            // The first question may leave at any time; the next ones when it is time.
            return now < node.NextAsk ? world.With(number, node) : world.With(number, node with { Asked = (LeaseDeciding.Ask(node.View, now), node.View.Generation), AskedAt = now, Reply = null });
        }

        if (node.Reply is { } reply)
        {
            var view = LeaseDeciding.Answer(node.View, asked, node.AskedAt, reply, now, Ids[number], Terms);
            return world.With(number, node with { View = view, Asked = null, Reply = null, NextAsk = LeaseDeciding.NextAsk(view, node.AskedAt, now, Terms) });
        }

        if (world.IsAway)
        {
            return world.With(number, node with { Asked = null, NextAsk = LeaseDeciding.NextAsk(node.View, now - Terms.Renew + Terms.Retry, now, Terms) });
        }

        // What the database does, see BundleLeaseTable.
        var left = world.Expires - world.Now;
        if (asked.Question == LeaseQuestion.Renew ? world.Holder == number && world.Generation == asked.Generation && left > 0 : world.Holder == number || left <= 0)
        {
            world = world with { Holder = number, Generation = world.Generation + (asked.Question == LeaseQuestion.Take ? 1 : 0), Expires = world.Now + 15 };
        }

        return world.With(number, node with { Reply = new LeaseAnswer(Ids[world.Holder], world.Generation, TimeSpan.FromSeconds(world.Expires - world.Now)) });
    }

    private static int Holders(World world) => Enumerable.Range(0, 2).Count(number => LeaseDeciding.IsHeld(world.NodeOf(number).View, world.NowOf(number)));

    private static void Check(World world)
    {
        // One that stands still is not excepted: it may go on at any moment, and believes then what it believes now.
        if (Holders(world) > 1)
        {
            throw new InvalidOperationException($"Two nodes have it: {world}");
        }

        for (var number = 0; number < 2; number++)
        {
            if (LeaseDeciding.IsHeld(world.NodeOf(number).View, world.NowOf(number)) && (world.Holder != number || world.NodeOf(number).View.Generation != world.Generation || world.Expires <= world.Now))
            {
                throw new InvalidOperationException($"Node {number} believes in a lease that the database does not know: {world}");
            }
        }
    }

    private sealed record Node(LeaseView View, (LeaseQuestion Question, long Generation)? Asked, TimeSpan AskedAt, LeaseAnswer? Reply, TimeSpan NextAsk, bool IsPaused);

    private sealed record World(int Now, bool IsAway, int Holder, long Generation, int Expires, Node A, Node B)
    {
        public static World New { get; } = new(0, false, 0, 0, 0, Fresh, Fresh);

        private static Node Fresh => new(LeaseView.Unknown, null, TimeSpan.Zero, null, TimeSpan.Zero, false);

        public Node NodeOf(int number) => number == 0 ? A : B;

        public TimeSpan NowOf(int number) => Beginnings[number] + TimeSpan.FromSeconds(Now);

        public World With(int number, Node node) => number == 0 ? this with { A = node } : this with { B = node };
    }
}
