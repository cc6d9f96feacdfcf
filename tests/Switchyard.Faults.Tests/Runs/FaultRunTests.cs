using Switchyard.Faults.Injection;
using Switchyard.Faults.Runs;
using Switchyard.Faults.Verdicts;
using Switchyard.Testing.Runs;

namespace Switchyard.Faults.Tests.Runs;

/// <summary>The system itself under every kind of fault; the long form is <c>./bench/run faults</c>.</summary>
public sealed class FaultRunTests(SharedYard shared)
{
    [Fact]
    [Trait("criterion", "PRV-13")]
    [Trait("criterion", "PRV-35")]
    [Trait("criterion", "PRV-45")]
    [Trait("criterion", "PRV-115")]
    [Trait("criterion", "AGT-25")]
    public async Task Nothing_that_was_promised_is_broken_by_any_fault()
    {
        var result = await shared.UseAsync(yard => FaultRun.RunAsync(
            yard,
            new RunOptions
            {
                Plans = [FaultPlan.Once(members: 3, TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(700))],
                Load = TimeSpan.Zero,
                Least = new Exercise
                {
                    Promised = 40,
                    Documents = 5,
                    Rollbacks = 1,
                    Repeated = 3,
                    Sightings = 100,
                    Answers = 60,
                    Streams = 30,
                    Turns = 10,
                    Followed = 2,
                    Errands = 2,
                    Events = 80,
                    Reports = 20,
                    Faults = FaultPlan.Kinds.ToDictionary(kind => kind, _ => 1),
                },
            },
            doors: null,
            Patience.Token));

        result.Findings.ShouldBeEmpty(Summary.Of(result));
    }
}
