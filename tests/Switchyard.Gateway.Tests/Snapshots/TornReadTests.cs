using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Access;
using Switchyard.Testing.Runs;

namespace Switchyard.Gateway.Tests.Snapshots;

/// <summary>What changes together is seen together, by whoever reads while it changes.</summary>
public sealed class TornReadTests
{
    private const int Readers = 4;
    private const int LeastRevisions = 20;

    private static readonly long Reads = LongForm.Pick(brief: 1_000_000, full: 10_000_000);

    [Fact]
    [Trait("criterion", "CFG-73")]
    public async Task Objects_that_change_together_are_never_seen_one_new_and_one_old()
    {
        await using var rig = await GatewayRig.StartAsync();
        var (one, two) = (rig.Provider("one"), rig.Provider("two"));
        await ApplyAsync(rig, 0);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(GatewayRig.Ending);
        var churn = Task.Run(ChurnAsync, GatewayRig.Ending);

        var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(() => Read(rig.Service<GatewaySnapshots>(), Reads / Readers), GatewayRig.Ending)));

        await stop.CancelAsync();
        var revisions = await churn;
        readers.Sum(reader => reader.Torn).ShouldBe(0);
        readers.Sum(reader => reader.Revisions).ShouldBeGreaterThanOrEqualTo(Readers * LeastRevisions, $"{revisions} revisions were put in force; the readers met them");

        async Task ApplyAsync(GatewayRig rig, int number)
        {
            // A secret, an address, a user: each in a part of its own of the snapshot.
            rig.Model = rig.Model with { Users = [new UserConfig { Id = rig.UserId, Name = $"user-{number}" }] };
            await rig.ApplyAsync(
                one with { BaseUrl = $"https://{number}.example", Keys = [GatewayRig.Key($"sk-{number}-0123456789abcdef")] },
                two with { BaseUrl = $"https://{number}.example" });
        }

        async Task<int> ChurnAsync()
        {
            var number = 0;
            while (!stop.IsCancellationRequested)
            {
                await ApplyAsync(rig, ++number);
            }

            return number;
        }
    }

    private static (long Torn, long Revisions) Read(GatewaySnapshots snapshots, long reads)
    {
        var (torn, revisions, last) = (0L, 0L, -1L);
        for (var i = 0L; i < reads || (revisions < LeastRevisions && !GatewayRig.Ending.IsCancellationRequested); i++)
        {
            using var lease = snapshots.Acquire();
            var snapshot = lease.Value;
            if (!snapshot.TryFindProvider("one", out var one) || !snapshot.TryFindProvider("two", out var two))
            {
                torn++;
                continue;
            }

            var address = one.Config.BaseUrl;
            var number = address.AsSpan(8, address.Length - 8 - ".example".Length);
            if (two.Config.BaseUrl != address
                || one.Model!.Config.BaseUrl != address
                || two.Model!.Config.BaseUrl != address
                || !one.Model.Keys.Keys[0].Config.Value!.Reveal().AsSpan(3).StartsWith(number)
                || !snapshot.Source.Users[0].Name.AsSpan(5).SequenceEqual(number))
            {
                torn++;
            }

            if (last != snapshot.Revision)
            {
                // Revisions only grow for whoever reads.
                torn += snapshot.Revision < last ? 1 : 0;
                last = snapshot.Revision;
                revisions++;
            }
        }

        return (torn, revisions);
    }
}
