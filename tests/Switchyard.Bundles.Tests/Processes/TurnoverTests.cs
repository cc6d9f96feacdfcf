using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Bundles.Sessions;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Processes;

/// <summary>Starting and stopping costs nothing that stays.</summary>
[Collection(AloneCollection.Name)]
public sealed class TurnoverTests : IAsyncDisposable
{
    private const string Server = """
        answer() { read -r line; printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"; }
        answer 1 '{"protocolVersion":"2025-06-18","capabilities":{}}'; read -r line
        answer 2 '{"tools":[]}'
        while read -r line; do :; done
        """;

    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task Handles_processes_and_timers_are_what_they_were()
    {
        await TurnAsync(20);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (handles, timers) = (Handles(), _rig.Time.ArmedTimers);

        await TurnAsync(LongForm.Pick(100, 1000));

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Handles().ShouldBeLessThanOrEqualTo(handles + 5);
        _rig.Time.ArmedTimers.ShouldBe(timers);
        _rig.Marked().ShouldBeEmpty();
    }

    private static int Handles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private async Task TurnAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            // The long form takes longer than the patience for one test.
            using var patience = new CancellationTokenSource(Patience.Longest);
            var server = await _rig.Launcher.StartAsync(ServerRig.Shell(i % 3 == 0 ? Server : "(setsid sleep 1000 &)\n" + Server), i, _rig.Observer, patience.Token);
            await server.StopAsync(i % 2 == 0 ? StopMode.Orderly : StopMode.Now).AsTask().WaitAsync(patience.Token);
            await Should.ThrowAsync<ServerStartException>(() => _rig.Launcher.StartAsync(ServerRig.Shell("exit 1"), i, _rig.Observer, patience.Token));
        }
    }
}
