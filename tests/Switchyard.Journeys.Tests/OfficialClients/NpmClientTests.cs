using System.Diagnostics;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator.Content;

namespace Switchyard.Journeys.Tests.OfficialClients;

/// <summary>The official npm clients, run by Node, native and unified routes, streaming and not.</summary>
public sealed class NpmClientTests(StandingYard standing) : IClassFixture<StandingYard>
{
    private readonly Yard _yard = standing.Yard;

    [Theory]
    [InlineData("sim-openai/v1", "gpt-sim")]
    [InlineData("v1", "sim-openai/gpt-sim")]
    public async Task Openai(string route, string model)
    {
        var seen = await RunAsync("openai.mjs", new Uri(_yard.Node.DataPlane, route), model);

        var text = Expected(seen, "chat", "completion_tokens");
        Text(seen, "chat").ShouldBe(text);
        Text(seen, "chatStream").ShouldBe(text);
        ((int)seen["chatStream"]!["usage"]!["completion_tokens"]!).ShouldBe((int)seen["chat"]!["usage"]!["completion_tokens"]!);
        ((string?)seen["chatStream"]!["finish"]).ShouldBe("stop");
        Text(seen, "chatStreamWithoutUsage").ShouldBe(text);
        ((int)seen["chatStreamWithoutUsage"]!["usageChunks"]!).ShouldBe(0, "the usage chunk that Switchyard asked for must not reach a client that did not");
        Text(seen, "responses").ShouldBe(Expected(seen, "responses", "output_tokens"));
        Text(seen, "responsesStream").ShouldBe(Text(seen, "responses"));
        ((string?)seen["responsesStream"]!["lastType"]).ShouldBe("response.completed");
        seen["models"]!["ids"]!.AsArray().Count.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("sim-anthropic", "claude-sim", true)]
    [InlineData("", "sim-anthropic/claude-sim", false)]
    public async Task Anthropic(string route, string model, bool native)
    {
        var seen = await RunAsync("anthropic.mjs", new Uri(_yard.Node.DataPlane, route), model);

        Text(seen, "message").ShouldBe(Expected(seen, "message", "output_tokens"));
        Text(seen, "messageStream").ShouldBe(Text(seen, "message"));
        ((string?)seen["messageStream"]!["first"]).ShouldBe("message_start");
        ((string?)seen["messageStream"]!["last"]).ShouldBe("message_stop");
        if (native)
        {
            ((int)seen["countTokens"]!["input_tokens"]!).ShouldBeGreaterThan(0);
        }
    }

    private static string Expected(JsonNode seen, string step, string tokens)
    {
        seen[step]!["usage"].ShouldNotBeNull(seen[step]!.ToJsonString());
        return SimulatedText.For(SimulatedText.SeedOf("Hello"), (int)seen[step]!["usage"]![tokens]!);
    }

    private static string? Text(JsonNode seen, string step)
    {
        seen[step]!["error"].ShouldBeNull($"{step}: {seen[step]!.ToJsonString()}");
        return (string?)seen[step]!["text"];
    }

    /// <summary>The scripts run where they stand: their packages are installed beside them.</summary>
    private static string ClientsDirectory([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", "clients"));

    private async Task<JsonNode> RunAsync(string script, Uri baseAddress, string model)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = ClientsDirectory(),
        };
        foreach (var argument in (string[])[script, baseAddress.ToString().TrimEnd('/'), _yard.AccessKey, model])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await errors);
        return JsonNode.Parse(await output)!;
    }
}
