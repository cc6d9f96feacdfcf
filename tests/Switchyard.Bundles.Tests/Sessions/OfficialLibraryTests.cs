using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>A server made with the official library for .NET, which speaks every version.</summary>
public sealed class OfficialLibraryTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [Trait("criterion", "BND-54")]
    [InlineData(null, "2025-11-25")]
    [InlineData("2024-11-05", "2024-11-05")]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2026-07-28", "2026-07-28")]
    public async Task It_is_spoken_with_in_each_version(string? pinned, string spoken)
    {
        var bundle = ServerRig.Process("dotnet", "exec", BuiltProgram.PathOf("Switchyard.Bundles.ToyNode"), "sdk");
        var server = await _rig.StartAsync(bundle with { Definition = bundle.Definition with { Protocol = pinned } });
        List<string> progress = [];

        ((string)server.Initialization["protocolVersion"]!).ShouldBe(spoken);
        ((string)server.Initialization["serverInfo"]!["name"]!).ShouldBe("official");
        server.Tools.Select(static tool => tool.Name).Order(StringComparer.Ordinal).ShouldBe(["count", "echo"]);
        (await ServerRig.TextAsync(server, "echo", new JsonObject { ["text"] = "häßlich 😀" })).ShouldBe("häßlich 😀");
        var counted = await ServerRig.CallAsync(server, "count", new JsonObject { ["steps"] = 3 }, seen => progress.Add(seen.ToJsonString()));
        ((string)counted["content"]![0]!["text"]!).ShouldBe("counted");
        progress.Count.ShouldBe(3);
        await server.RequestAsync("ping", null, null, Patience.Token);
        await server.StopAsync(StopMode.Orderly).AsTask().WaitAsync(Patience.Token);
        (await server.Ended).Signal.ShouldBeNull("it ends by the end of its input");
    }
}
