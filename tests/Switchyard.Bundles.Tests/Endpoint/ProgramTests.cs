using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Programs of others against the endpoint: the protocol's conformance suite and its inspector. They are installed beside the tests.</summary>
public sealed class ProgramTests
{
    /// <summary>
    /// Those that apply. Left out are those of what is not announced: requests of servers to clients (sampling, elicitation), messages of servers (<c>tools-call-with-logging</c>), subscriptions to single resources, and streams that
    /// are broken off and polled (<c>server-sse-polling</c>).
    /// </summary>
    public static TheoryData<string> Scenarios =>
    [
        "server-initialize", "logging-set-level", "ping", "completion-complete", "tools-list", "tools-call-simple-text", "tools-call-image", "tools-call-audio", "tools-call-embedded-resource",
        "tools-call-mixed-content", "tools-call-error", "tools-call-with-progress", "server-sse-multiple-streams", "resources-list", "resources-read-text", "resources-read-binary", "resources-templates-read",
        "prompts-list", "prompts-get-simple", "prompts-get-with-args", "prompts-get-embedded-resource", "prompts-get-with-image", "dns-rebinding-protection",
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    [Trait("criterion", "BND-62")]
    public async Task The_conformance_suite_passes(string scenario)
    {
        await using var node = await McpNode.StartAsync(plainNamesOf: "every");
        node.Yard.Launcher.OnUp = EverythingServer.Configure;
        await node.InstallAsync("every");
        var (code, said) = await ClientProgram.RunAsync("@modelcontextprotocol/conformance/dist/index.js", "server", "--url", node.Team.ToString(), "--scenario", scenario);
        code.ShouldBe(0, said);
        said.ShouldContain("0 failed", customMessage: said);
    }

    [Fact]
    [Trait("criterion", "BND-62")]
    public async Task The_inspector_lists_and_calls()
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = EverythingServer.Configure;
        await node.InstallAsync("every");
        var tools = await InspectAsync("tools/list");
        tools["tools"]!.AsArray().Select(tool => (string?)tool!["name"]).ShouldContain("every__test_simple_text");
        var schema = tools["tools"]!.AsArray().Single(tool => (string?)tool!["name"] == "every__json_schema_2020_12_tool")!["inputSchema"]!;
        schema["$schema"].ShouldNotBeNull();
        schema["$defs"]!["address"].ShouldNotBeNull();
        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
        ((string?)(await InspectAsync("tools/call", "--tool-name", "every__test_simple_text"))["content"]![0]!["text"]).ShouldBe("This is a simple text response for testing.");

        async Task<JsonNode> InspectAsync(string method, params string[] more)
        {
            var (code, said) = await ClientProgram.RunAsync(
                "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
                ["--cli", "--server-url", node.Team.ToString(), "--transport", "http", "--method", method, .. more, "--header", $"Authorization: Bearer {McpNode.Key}"]);
            code.ShouldBe(0, said);
            return JsonNode.Parse(said)!;
        }
    }
}
