using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Detection;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Detection;

namespace Switchyard.Gateway.Tests.Detection;

public sealed class ClientDetectorTests
{
    [Theory]
    [InlineData("Claude Code", "claude-cli/2.1.0 (external, cli)", "X-Claude-Code-Session-Id", "s-1")]
    [InlineData("Claude Code", "CLAUDE-cli/1", "x-claude-code-session-id", "s-1")]
    [InlineData("Codex", "codex_cli_rs/0.5", "session_id", "s-1")]
    [InlineData("Copilot for VS Code", "GitHubCopilotChat/0.30", "x-interaction-id", "s-1")]
    [InlineData("Copilot CLI", "copilot/1.0", "X-Client-Session-Id", "s-1")]
    [InlineData("Kilo Code", "Kilo-Code/4", "X-KILOCODE-TASKID", "s-1")]
    [InlineData("Roo Code", "Roo-Code/3", "X-KILOCODE-TASKID", null)]
    [InlineData("Zed", "Zed/0.2", "session_id", null)]
    [InlineData("Crush", "Charm Crush/1", "session_id", null)]
    [InlineData("OpenCode", "opencode/1", "session_id", null)]
    [InlineData("Mux", "mux/1", "X-Mux-Workspace-Id", "s-1")]
    [InlineData("Switchyard", "switchyard/0.1", "X-Switchyard-Chat-Id", "s-1")]
    [InlineData("unknown", "curl/8", "session_id", null)]
    [InlineData("unknown", "my-claude", "session_id", null)]
    [InlineData("unknown", "", "session_id", null)]
    [Trait("criterion", "PRV-78")]
    public void Clients_are_told_by_their_user_agent(string client, string userAgent, string header, string? session) =>
        Detect(null, ("User-Agent", userAgent), (header, "s-1")).ShouldBe(new DetectedClient(client, session));

    [Theory]
    [InlineData("Cursor", "x-cursor-client-version", "1.2")]
    [InlineData("Cursor", "X-Cursor-Client-Version", "")]
    [InlineData("Kilo Code", "originator", "Kilo-Code")]
    [InlineData("Roo Code", "Originator", "roo-code")]
    [InlineData("unknown", "originator", "roo-code-x")]
    [Trait("criterion", "PRV-78")]
    public void Clients_are_told_by_a_header(string client, string header, string value) =>
        Detect(null, ("User-Agent", "node"), (header, value)).Client.ShouldBe(client);

    [Fact]
    [Trait("criterion", "PRV-78")]
    public void The_first_entry_wins() =>
        Detect(null, ("User-Agent", "codex/1"), ("x-cursor-client-version", "1")).Client.ShouldBe("Codex");

    [Theory]
    [InlineData("user_ab_account__session_11-22", "11-22")]
    [InlineData("a_session_b_session_c", "c")]
    [InlineData("""{"device_id":"d","session_id":"j-1"}""", "j-1")]
    [InlineData("""  {"session_id":"j\u00e4"}""", "jä")]
    [InlineData("""{"session_id":5}""", null)]
    [InlineData("""{"session_id":""", null)]
    [InlineData("""{"x":"_session_z"}""", "z\"}")]
    [InlineData("no session here", null)]
    [InlineData("x_session_", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [Trait("criterion", "PRV-79")]
    public void The_session_of_claude_code_may_stand_in_the_body(string? userId, string? session)
    {
        Detect(userId, ("User-Agent", "claude-cli/1")).Session.ShouldBe(session);
        Detect(userId, ("User-Agent", "claude-cli/1"), ("X-Claude-Code-Session-Id", " h ")).Session.ShouldBe("h");
    }

    [Fact]
    [Trait("criterion", "PRV-79")]
    public void A_session_is_trimmed_and_cut_at_100_characters()
    {
        Detect(null, ("User-Agent", "codex"), ("session_id", "  \t ")).Session.ShouldBeNull();
        Detect(null, ("User-Agent", "codex"), ("session_id", new string('x', 300))).Session.ShouldBe(new string('x', 100));
        Detect(null, ("User-Agent", "codex"), ("session_id", new string('x', 99) + "𝄞")).Session.ShouldBe(new string('x', 99));
    }

    [Fact]
    [Trait("criterion", "PRV-80")]
    public void A_table_of_the_configuration_knows_new_clients()
    {
        var table = new DetectionConfig
        {
            Clients = [new ClientRule("Acme") { UserAgents = ["", "acme"], Sessions = [SessionSource.OfHeader("x-a"), SessionSource.OfHeader("x-b")] }],
        };

        ClientDetector.Detect(table, Headers(("User-Agent", "Acme/1"), ("x-b", "2")), null).ShouldBe(new DetectedClient("Acme", "2"));
        ClientDetector.Detect(table, Headers(("User-Agent", "claude")), null).ShouldBe(DetectedClient.Unknown);
    }

    [Fact]
    [Trait("criterion", "PRV-80")]
    public void Detection_never_fails()
    {
        var random = new Random(20260080);
        for (var round = 0; round < 5000; round++)
        {
            var text = System.Text.Encoding.Latin1.GetString(Mutation.Of("""claude{"session_id":"x_session_y"}"""u8.ToArray(), random));
            Should.NotThrow(() => Detect(text.Replace("claude", "", StringComparison.Ordinal), ("User-Agent", "claude" + text), ("X-Claude-Code-Session-Id", ""), ("originator", text)));
        }
    }

    private static DetectedClient Detect(string? userId, params (string Name, string Value)[] headers) =>
        ClientDetector.Detect(DetectionConfig.Default, Headers(headers), new RequestFacts { Model = "m", MetadataUserId = userId });

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return dictionary;
    }
}
