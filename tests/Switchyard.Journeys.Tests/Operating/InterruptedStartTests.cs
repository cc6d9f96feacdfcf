using Switchyard.Testing.Nodes;

namespace Switchyard.Journeys.Tests.Operating;

/// <summary>A process that is told to stop before it served anything: rolling updates do that.</summary>
public sealed class InterruptedStartTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-interrupted-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_node_that_waits_for_its_database_ends_well_when_it_is_told_to_stop()
    {
        // Nobody listens there, so that the start lasts until it is ended.
        await using var node = Launch("--database", "Host=127.0.0.1;Port=1;Username=postgres;Database=none");
        await node.WaitForLineAsync("is tried every second");

        node.Terminate();

        await ShouldEndWellAsync(node);
        node.Output.ShouldNotContain("listening");
    }

    [Fact]
    public async Task A_node_in_the_middle_of_its_start_ends_well_when_it_is_told_to_stop()
    {
        await using var node = Launch();
        await node.WaitForLineAsync("Applied migration 0001");

        node.Terminate();

        await ShouldEndWellAsync(node);
    }

    private static async Task ShouldEndWellAsync(NodeProcess node)
    {
        (await node.WaitForExitAsync()).ShouldBe(0, node.Output);
        node.Output.ShouldNotContain("fail:");
        node.Output.ShouldNotContain("crit:");
        node.Output.ShouldNotContain("Exception");
    }

    private NodeProcess Launch(params string[] more) =>
        NodeProcess.Launch(["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", Path.Combine(_directory.FullName, "data"), .. more]);
}
