using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Lifecycle;

public sealed class TransitionTests
{
    /// <summary>The table of the acceptance criteria, row by row.</summary>
    private static readonly Dictionary<BundleState, BundleState[]> Table = new()
    {
        [BundleState.Stopped] = [BundleState.Starting],
        [BundleState.Starting] = [BundleState.Running, BundleState.Crashed, BundleState.Dead, BundleState.Draining],
        [BundleState.Running] = [BundleState.Restarting, BundleState.Draining, BundleState.Crashed],
        [BundleState.Restarting] = [BundleState.Running, BundleState.Crashed, BundleState.Draining],
        [BundleState.Draining] = [BundleState.Stopped],
        [BundleState.Crashed] = [BundleState.Starting, BundleState.Dead, BundleState.Stopped],
        [BundleState.Dead] = [BundleState.Starting, BundleState.Stopped],
    };

    [Fact]
    [Trait("criterion", "BND-2")]
    public void Exactly_the_moves_of_the_table_are_allowed()
    {
        var states = Enum.GetValues<BundleState>();
        states.Length.ShouldBe(7);
        foreach (var from in states)
        {
            foreach (var to in states)
            {
                Transitions.Allow(from, to).ShouldBe(Table[from].Contains(to), $"{from} to {to}");
            }
        }
    }
}
