using System.Diagnostics;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Processes;

namespace Switchyard.Journeys.Tests.Costs;

/// <summary>What serving costs: processor time beside that of a bare forwarder, which is work and not time on the clock. Caches and queues that others fill still change it: at a load of 24 it was a third more.</summary>
[Collection(nameof(Undisturbed))]
public sealed class CostTests
{
    [Fact]
    public async Task A_request_and_an_event_cost_no_more_than_a_few_times_a_bare_forwarder_s()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var suite = Process.Start(new ProcessStartInfo(Path.ChangeExtension(BuiltProgram.PathOf("Switchyard.Bench"), null), ["cost"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = suite.StandardError.ReadToEndAsync(cancellation);
        var table = await suite.StandardOutput.ReadToEndAsync(cancellation);
        await suite.WaitForExitAsync(cancellation);

        TestContext.Current.TestOutputHelper?.WriteLine(table);
        suite.ExitCode.ShouldBe(0, table + await errors);
        table.ShouldContain("an event of a stream");
    }
}
