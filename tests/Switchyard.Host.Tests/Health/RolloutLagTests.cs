using Switchyard.Configuration.Nodes;
using Switchyard.Host.Health;
using Switchyard.Storage.Nodes;
using Switchyard.Testing.Time;

namespace Switchyard.Host.Tests.Health;

public sealed class RolloutLagTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private static readonly Guid Epoch = Guid.CreateVersion7();

    private readonly FakeTime _time = new();
    private readonly RolloutLag _lag;

    public RolloutLagTests() => _lag = new RolloutLag(_time);

    [Fact]
    public void Who_has_every_revision_a_moment_after_it_was_made_does_not_lag_however_many_follow_each_other()
    {
        for (var newest = 5; newest < 9; newest++)
        {
            Look(newest, (NodeStates.Applied, newest), (NodeStates.Lagging, newest - 1)).ShouldBe(TimeSpan.Zero);
        }
    }

    [Fact]
    public void Who_has_none_of_them_lags_since_the_first()
    {
        Look(5, (NodeStates.Applied, 5), (NodeStates.Lagging, 4)).ShouldBe(TimeSpan.Zero);
        Look(6, (NodeStates.Applied, 6), (NodeStates.Lagging, 4)).ShouldBe(Step);
        Look(7, (NodeStates.Applied, 7), (NodeStates.Lagging, 4)).ShouldBe(2 * Step);
        Look(7, (NodeStates.Applied, 7), (NodeStates.Applied, 7)).ShouldBe(TimeSpan.Zero);
        Look(8, (NodeStates.Applied, 8), (NodeStates.Lagging, 7)).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(NodeStates.Rejected)]
    [InlineData(NodeStates.Diverged)]
    public void Who_refused_it_or_runs_another_lags_until_that_is_over(string state)
    {
        // It may report the number all the same.
        Look(5, (NodeStates.Applied, 5), (state, 5)).ShouldBe(TimeSpan.Zero);
        Look(5, (NodeStates.Applied, 5), (state, 5)).ShouldBe(Step);
        Look(6, (NodeStates.Applied, 6), (state, 6)).ShouldBe(2 * Step);
    }

    [Fact]
    public void Who_is_lost_owes_nothing()
    {
        Look(5, (NodeStates.Applied, 5), (NodeStates.Lost, 2)).ShouldBe(TimeSpan.Zero);
        Look(5, (NodeStates.Applied, 5), (NodeStates.Lost, 2)).ShouldBe(TimeSpan.Zero);
    }

    /// <summary>What a look finds; the next one is a step later.</summary>
    private TimeSpan Look(long newest, params (string State, long Revision)[] nodes)
    {
        var lag = _lag.Look(new Rollout(Epoch, newest, [.. nodes.Select(static node => new RolloutNode(node.State, Row(node.Revision)))], []));
        _time.Advance(Step);
        return lag;
    }

    private static NodeRow Row(long revision) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = "node",
        StartedAt = DateTimeOffset.UnixEpoch,
        SeenAt = DateTimeOffset.UnixEpoch,
        Revision = revision,
        Epoch = Epoch,
        Hash = "",
        State = "serving",
        Version = "0.1.0",
        ReportJson = "{}",
    };
}
